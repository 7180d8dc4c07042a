import type { BenchmarkInfo, CompareRow, Info, Progress, Question, Run, RunState } from './types';

/** An answer that is an error: the engine's message with the place, what was expected and the remedy. */
export class ApiError extends Error {
  constructor(
    readonly status: number, message: string, readonly place = '', readonly expected = '', readonly remedy = '',
    readonly retryAfter = 0,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

interface Told { message?: string; place?: { file?: string; line?: number; column?: string }; value?: string; expected?: string; remedy?: string }

const root = '/api/v1';

/** An error document in parts: its message without what is told apart, and the place in words. */
export function told(status: number, error: Told, retryAfter = 0): ApiError {
  const { file = '', line, column = '' } = error.place ?? {};
  const expected = error.expected ?? '', remedy = error.remedy ?? '';
  let message = error.message ?? '';
  for (const tail of [remedy && `; ${remedy}`, expected && `; expected ${expected}`]) if (tail && message.endsWith(tail)) message = message.slice(0, -tail.length);
  for (const head of [file && `${file}:${line ?? ''}`, column]) if (head && message.startsWith(head)) message = message.slice(head.length).replace(/^[:\s]+/, '');
  const place = [file, line === undefined ? '' : `line ${line}`, column].filter(Boolean).join(', ');
  return new ApiError(status, message || `The engine answered with status ${status}.`, place, expected, remedy, retryAfter);
}

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(root + path, init);
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure;
    throw new ApiError(0, 'The engine does not answer.', '', '', 'See whether `cobden serve` still runs, then try again.');
  }
  if (answer.ok) return answer;
  const text = await answer.text();
  let error: Told;
  try {
    error = (JSON.parse(text) as { error?: Told }).error ?? {};
  } catch {
    error = { message: text.slice(0, 300) };
  }
  throw told(answer.status, error, Number(answer.headers.get('retry-after') ?? 0));
}

const get = async <T>(path: string, signal?: AbortSignal): Promise<T> => (await send(path, { signal })).json() as Promise<T>;

const post = async <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> =>
  (await send(path, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal,
  })).json() as Promise<T>;

const query = (fields: Record<string, string | undefined>): string => {
  const filled = Object.entries(fields).filter((pair): pair is [string, string] => !!pair[1]);
  return filled.length ? `?${new URLSearchParams(filled)}` : '';
};

const kept = new Map<string, Promise<unknown>>();

/** What does not change while the page is open is asked once; a failure is forgotten, so that it can be tried again. */
function once<T>(path: string): Promise<T> {
  const there = kept.get(path) as Promise<T> | undefined;
  if (there) return there;
  const asked = get<T>(path);
  kept.set(path, asked);
  asked.catch(() => kept.delete(path));
  return asked;
}

export interface Submitted { id: string; state: RunState; position: number }
export interface ResultFilter { measures?: string; exporter?: string; importer?: string; sector?: string }

const encoded = encodeURIComponent;

export const api = {
  info: () => once<Info>('/info'),
  scenario: (name: string) => once<{ name: string; title: string; text: string }>(`/scenarios/${encoded(name)}`),
  benchmark: (name: string) => once<BenchmarkInfo>(`/benchmarks/${encoded(name)}`),
  ask: <T>(question: Question, signal?: AbortSignal) => post<T>('/ask', question, signal),
  submit: (question: Question) => post<Submitted>('/runs', question),
  runs: (fields: { limit?: string; before?: string; question?: string; state?: string } = {}, signal?: AbortSignal) =>
    get<{ runs: Run[] }>(`/runs${query(fields)}`, signal),
  run: (id: string, signal?: AbortSignal) => get<Run>(`/runs/${encoded(id)}`, signal),
  result: <T>(id: string, filter: ResultFilter = {}, signal?: AbortSignal) =>
    get<T>(`/runs/${encoded(id)}/result${query({ ...filter })}`, signal),
  scenarioOf: async (id: string) => (await send(`/runs/${encoded(id)}/scenario`)).text(),
  cancel: (id: string) => post<unknown>(`/runs/${encoded(id)}/cancel`, {}),
  remove: async (id: string) => { await send(`/runs/${encoded(id)}`, { method: 'DELETE' }); },
  compare: (a: string, b: string, measures: string, signal?: AbortSignal) =>
    get<{ rows: CompareRow[] }>(`/runs/compare${query({ a, b, measures })}`, signal),
  address: {
    json: (id: string) => `${root}/runs/${encoded(id)}/result`,
    csv: (id: string) => `${root}/runs/${encoded(id)}/result?format=csv`,
    scenario: (id: string) => `${root}/runs/${encoded(id)}/scenario`,
    report: (id: string) => `${root}/runs/${encoded(id)}/report`,
    events: (id: string) => `${root}/runs/${encoded(id)}/events`,
  },
};

export const isFinal = (state: RunState): boolean => state !== 'queued' && state !== 'running';

export interface RunWatcher { progress(p: Progress): void; changed(): void }

/** Follows a run until it ends: server-sent events, and looking again every second and a half where they fail. */
export function watchRun(id: string, watcher: RunWatcher): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const poll = () => { timer ??= setInterval(() => watcher.changed(), 1500); };
  if (typeof EventSource === 'undefined') {
    poll();
    return () => clearInterval(timer);
  }
  const source = new EventSource(api.address.events(id));
  source.addEventListener('progress', (event) => watcher.progress(JSON.parse((event as MessageEvent<string>).data) as Progress));
  source.addEventListener('state', (event) => {
    watcher.changed();
    if (isFinal((JSON.parse((event as MessageEvent<string>).data) as { state: RunState }).state)) source.close();
  });
  source.onerror = () => { source.close(); poll(); watcher.changed(); };
  return () => { source.close(); clearInterval(timer); };
}
