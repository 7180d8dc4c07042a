import { useEffect, useState } from 'preact/hooks';
import { api, ApiError } from '../api/client';
import type { Question, Run } from '../api/types';
import { useLoad, useRun, type Followed } from '../lib/ask';
import { change } from '../lib/route';

export interface Asked<T> extends Followed<T> { start(): void; sending: boolean; failure: ApiError | null }

const same = (run: Run, question: Question): boolean => {
  if (run.scenario !== (question.scenario ?? '') || run.question !== question.question) return false;
  const own = question.options ?? {};
  const text = (v: unknown) => (Array.isArray(v) ? v.join(',') : String(v ?? ''));
  return [...new Set([...Object.keys(own), ...Object.keys(run.options)])].every((k) => text(own[k]) === text(run.options[k]));
};

/**
 * A question that is answered by a stored run. The address names the run; without one, the latest finished run of the
 * same question and settings is shown, so that what was asked once is there again at once.
 */
export function useStored<T>(question: Question, title: string, id: string | null, param = 'run'): Asked<T> {
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const key = JSON.stringify(question);
  const past = useLoad<string | null>(id ? '' : `past ${key}`, async (signal) => {
    const { runs } = await api.runs({ question: question.question, state: 'done', limit: '100' }, signal);
    return runs.find((r) => same(r, question))?.id ?? null;
  });
  const followed = useRun<T>(id ?? past.data ?? null);
  useEffect(() => setFailure(null), [key]);
  const start = () => {
    setSending(true);
    setFailure(null);
    api.submit({ ...question, title })
      .then((sent) => change({ [param]: sent.id }))
      .catch((e: unknown) => setFailure(e instanceof ApiError ? e : new ApiError(0, String(e))))
      .finally(() => setSending(false));
  };
  return { ...followed, loading: followed.loading || past.loading, error: followed.error ?? past.error, start, sending, failure };
}
