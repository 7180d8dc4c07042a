import { afterEach, describe, expect, it, vi } from 'vitest';
import { api, ApiError, told } from '../../src/api/client';

afterEach(() => vi.unstubAllGlobals());

const answers = (status: number, body: string, headers: Record<string, string> = {}) =>
  vi.stubGlobal('fetch', vi.fn(async () => new Response(body, { status, headers })));
const failure = async (): Promise<ApiError> => api.ask({ question: 'run' }).then(() => { throw new Error('no failure'); }, (e: ApiError) => e);

describe('what the engine refuses', () => {
  it('is told in parts: what, where, what was expected', () => {
    const e = told(422, { message: "benchmark world-2022-12: elasticities: 'NONE': no such elasticity set; expected one of BSY, CP", place: { file: 'benchmark world-2022-12', column: 'elasticities' }, expected: 'one of BSY, CP' });
    expect([e.message, e.place, e.expected, e.remedy]).toEqual(["'NONE': no such elasticity set", 'benchmark world-2022-12, elasticities', 'one of BSY, CP', '']);
  });
  it('names the line of a scenario and the remedy', () => {
    const e = told(422, { message: "scenario:1: shock.importer: 'XX': is neither a code nor a group of the benchmark; list them with 'cobden data info'", place: { file: 'scenario', line: 1, column: 'shock.importer' }, remedy: "list them with 'cobden data info'" });
    expect([e.message, e.place, e.remedy]).toEqual(["'XX': is neither a code nor a group of the benchmark", 'scenario, line 1, shock.importer', "list them with 'cobden data info'"]);
  });
  it('comes with the time to wait where the queue is full', async () => {
    answers(429, '{"error": {"status": 429, "message": "32 runs wait already"}}', { 'Retry-After': '10' });
    const e = await failure();
    expect([e.status, e.message, e.retryAfter]).toEqual([429, '32 runs wait already', 10]);
  });
  it('is shown even where it is no JSON', async () => {
    answers(502, 'bad gateway');
    expect((await failure()).message).toBe('bad gateway');
    answers(500, '');
    expect((await failure()).message).toBe('The engine answered with status 500.');
  });
});

it('says so when the engine is gone', async () => {
  vi.stubGlobal('fetch', vi.fn(async () => { throw new TypeError('Failed to fetch'); }));
  const e = await failure();
  expect([e.status, e.message]).toEqual([0, 'The engine does not answer.']);
});

it('asks what does not change once, and again after a failure', async () => {
  answers(503, '{"error": {"message": "busy"}}');
  await expect(api.benchmark('tiny')).rejects.toThrow('busy');
  answers(200, '{"name": "tiny"}');
  await api.benchmark('tiny');
  await api.benchmark('tiny');
  expect(vi.mocked(fetch).mock.calls).toHaveLength(1);
});
