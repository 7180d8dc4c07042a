import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../src/api/client';
import type { Question } from '../../src/api/types';
import { useAsk, type Answer } from '../../src/lib/ask';

interface Sent { question: Question; signal: AbortSignal; answer(value: string): Promise<void>; fail(error: Error): Promise<void> }

let sent: Sent[] = [];
let seen: Answer<string>;
let root: HTMLElement;
let names = 0;

const settled = async () => { for (let k = 0; k < 10; ++k) await Promise.resolve(); };

const ask = (question: Question, signal: AbortSignal) => new Promise<string>((resolve, reject) => {
  signal.addEventListener('abort', () => reject(new DOMException('gone', 'AbortError')));
  sent.push({ question, signal, answer: (v) => act(async () => { resolve(v); await settled(); }), fail: (e) => act(async () => { reject(e); await settled(); }) });
});

function Probe({ q }: { q: string | null }) {
  seen = useAsk<string>(q === null ? null : { question: q }, ask);
  return null;
}
const show = (q: string | null) => act(() => { render(<Probe q={q} />, root); });
const fresh = (name: string) => `${name}-${++names}`;

beforeEach(() => { vi.useFakeTimers(); sent = []; root = document.createElement('div'); });
afterEach(() => { render(null, root); vi.useRealTimers(); });

describe('asking while a slider moves', () => {
  it('has one question on its way, sends the newest next and leaves those in between out', async () => {
    const [a, b, c] = [fresh('a'), fresh('b'), fresh('c')];
    await show(a); await show(b); await show(c);
    expect(sent.map((s) => s.question.question)).toEqual([a]);
    await sent[0]!.answer('A');
    expect(seen.data).toBe('A');
    expect(seen.loading).toBe(true);
    expect(sent.map((s) => s.question.question)).toEqual([a, c]);
    await sent[1]!.answer('C');
    expect([seen.data, seen.loading]).toEqual(['C', false]);
  });
  it('gives up what takes longer than 0.4 s once there is a newer question', async () => {
    const [a, b] = [fresh('slow'), fresh('new')];
    await show(a); await show(b);
    await act(async () => { await vi.advanceTimersByTimeAsync(450); });
    expect(sent[0]!.signal.aborted).toBe(true);
    expect(sent[1]!.question.question).toBe(b);
    await sent[1]!.answer('B');
    expect([seen.data, seen.error]).toEqual(['B', null]);
  });
  it('knows an answer again without asking', async () => {
    const [a, b] = [fresh('once'), fresh('twice')];
    await show(a); await sent[0]!.answer('A');
    await show(b); await sent[1]!.answer('B');
    await show(a);
    expect(sent).toHaveLength(2);
    expect(seen.data).toBe('A');
  });
  it('tells the error of the newest question and keeps quiet about older ones', async () => {
    const [a, b] = [fresh('bad'), fresh('good')];
    await show(a); await show(b);
    await sent[0]!.fail(new ApiError(422, 'unknown country XXX'));
    expect(seen.error).toBeNull();
    await sent[1]!.fail(new ApiError(422, 'unknown country YYY', 'line 3', '', 'see data info'));
    expect(seen.error?.message).toBe('unknown country YYY');
    expect(seen.error?.remedy).toBe('see data info');
    expect(seen.loading).toBe(false);
  });
});
