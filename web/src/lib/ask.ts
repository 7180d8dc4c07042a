import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { api, ApiError, isFinal, watchRun } from '../api/client';
import type { Progress, Question, Run } from '../api/types';

export interface Answer<T> {
  data: T | null;
  /** The question that `data` answers; while a newer one is on its way it differs from what was asked last. */
  of: string;
  error: ApiError | null;
  loading: boolean;
  milliseconds: number | null;
}

const nothing = { data: null, of: '', error: null, loading: false, milliseconds: null };
const asError = (failure: unknown): ApiError =>
  failure instanceof ApiError ? failure : new ApiError(0, failure instanceof Error ? failure.message : String(failure));
const isAbort = (failure: unknown): boolean => failure instanceof DOMException && failure.name === 'AbortError';

const patience = 400;
const remembered = new Map<string, unknown>();
const mostRemembered = 60;

function remember(key: string, answer: unknown): void {
  remembered.set(key, answer);
  if (remembered.size > mostRemembered) remembered.delete(remembered.keys().next().value as string);
}

/**
 * Answers as questions change, for sliders: one question at a time is on its way, the newest waits for it and those in
 * between are never sent; what takes longer than 0.4 s is given up for the newest. Answers come in the order asked.
 */
export function useAsk<T>(question: Question | null, ask: (q: Question, signal: AbortSignal) => Promise<T> = api.ask): Answer<T> {
  const key = question ? JSON.stringify(question) : '';
  const [answer, setAnswer] = useState<Answer<T>>(nothing);
  const pending = useRef<{ key: string; control: AbortController; since: number } | null>(null);
  const next = useRef('');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const alive = useRef(true);

  const send = useCallback(() => {
    const wanted = next.current;
    if (!wanted) return;
    const known = remembered.get(wanted);
    if (known !== undefined) {
      setAnswer({ data: known as T, of: wanted, error: null, loading: false, milliseconds: null });
      return;
    }
    if (pending.current?.key === wanted) return;
    if (pending.current) {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => pending.current?.control.abort(), Math.max(0, pending.current.since + patience - performance.now()));
      return;
    }
    const mine = { key: wanted, control: new AbortController(), since: performance.now() };
    pending.current = mine;
    setAnswer((old) => ({ ...old, loading: true }));
    ask(JSON.parse(wanted) as Question, mine.control.signal)
      .then((data) => {
        remember(wanted, data);
        if (alive.current) setAnswer({ data, of: wanted, error: null, loading: next.current !== wanted, milliseconds: performance.now() - mine.since });
      })
      .catch((failure: unknown) => {
        if (alive.current && !isAbort(failure) && next.current === wanted) setAnswer((old) => ({ ...old, of: wanted, error: asError(failure), loading: false }));
      })
      .finally(() => {
        clearTimeout(timer.current);
        pending.current = null;
        if (alive.current && next.current !== wanted) send();
      });
  }, []);

  useEffect(() => {
    next.current = key;
    if (!key) { pending.current?.control.abort(); setAnswer(nothing); return; }
    send();
  }, [key]);
  useEffect(() => {
    alive.current = true;
    return () => { alive.current = false; clearTimeout(timer.current); pending.current?.control.abort(); };
  }, []);
  return answer;
}

export interface Loaded<T> { data: T | null; error: ApiError | null; loading: boolean; again(): void }

/** What is fetched once for a key: benchmarks, scenarios, parts of a stored run. An empty key fetches nothing. */
export function useLoad<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string; data: T | null; error: ApiError | null }>({ key: '', data: null, error: null });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (!key) { setState({ key: '', data: null, error: null }); return; }
    const control = new AbortController();
    load(control.signal)
      .then((data) => { if (!control.signal.aborted) setState({ key, data, error: null }); })
      .catch((failure: unknown) => { if (!control.signal.aborted) setState({ key, data: null, error: asError(failure) }); });
    return () => control.abort();
  }, [key, tries]);
  const current = state.key === key;
  return { data: current ? state.data : null, error: current ? state.error : null, loading: !!key && !current, again: () => { setState({ key: '', data: null, error: null }); setTries((n) => n + 1); } };
}

export interface Followed<T> {
  run: Run | null; document: T | null; progress: Progress | null; error: ApiError | null; loading: boolean;
  cancel(): Promise<void>;
}

/** A stored run, followed until it ends, with its answer once it is there. */
export function useRun<T>(id: string | null, measures = ''): Followed<T> {
  const [run, setRun] = useState<Run | null>(null);
  const [document, setDocument] = useState<T | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  useEffect(() => {
    setRun(null); setDocument(null); setProgress(null); setError(null);
    if (!id) return;
    const control = new AbortController();
    let stop: (() => void) | undefined;
    let fetched = false;
    const look = async () => {
      try {
        const found = await api.run(id, control.signal);
        if (control.signal.aborted) return;
        setRun(found);
        setProgress((old) => found.progress ?? (isFinal(found.state) ? null : old));
        if (!isFinal(found.state)) {
          stop ??= watchRun(id, { progress: setProgress, changed: () => void look() });
          return;
        }
        stop?.();
        if (fetched || (found.state !== 'done' && found.state !== 'not_converged')) return;
        fetched = true;
        const answer = await api.result<T>(id, { measures }, control.signal);
        if (!control.signal.aborted) setDocument(answer);
      } catch (failure) {
        if (!control.signal.aborted && !isAbort(failure)) { stop?.(); setError(asError(failure)); }
      }
    };
    void look();
    return () => { control.abort(); stop?.(); };
  }, [id, measures]);
  const loading = !!id && !error && (!run || ((run.state === 'done' || run.state === 'not_converged') && !document));
  const cancel = async () => {
    if (!id) return;
    try {
      await api.cancel(id);
    } catch (failure) {
      if (asError(failure).status !== 409) setError(asError(failure)); // 409: it has just ended by itself
    }
  };
  return { run, document, progress, error, loading, cancel };
}
