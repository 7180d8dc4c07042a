import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/client';
import type { Progress, Run } from '../api/types';
import { number, duration } from '../lib/format';

export const Loading = ({ what }: { what: string }) => <div class="state loading" role="status"><span class="spinner" aria-hidden="true" />{what}</div>;

export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="state empty"><h2>{title}</h2>{children}</div>
);

/** The engine's own words: what is wrong, where, what was expected and what helps. */
export function ErrorBox({ error, again }: { error: ApiError; again?: () => void }) {
  return (
    <div class="state error" role="alert">
      <h2>{error.message}</h2>
      <dl>
        {error.place && <><dt>Where</dt><dd>{error.place}</dd></>}
        {error.expected && <><dt>Expected</dt><dd>{error.expected}</dd></>}
        {error.remedy && <><dt>What helps</dt><dd>{error.remedy}</dd></>}
        {error.retryAfter > 0 && <><dt>Try again</dt><dd>in about {error.retryAfter} s</dd></>}
      </dl>
      {again && <button type="button" onClick={again}>Try again</button>}
    </div>
  );
}

export function Working({ run, progress, cancel }: { run: Run; progress: Progress | null; cancel: () => void }) {
  const share = progress?.fraction ?? 0;
  const known = progress !== null && share > 0;
  return (
    <div class="state working" role="status">
      <p><strong>{run.state === 'queued' ? 'Waiting for its turn' : progress?.task || 'Solving'}</strong> {progress?.detail}</p>
      <progress max={1} {...(known ? { value: share } : {})} aria-label="Progress of the run" />
      <p class="row"><span>{known ? `${number(100 * share, 0)}%` : ''} run {run.id}</span><button type="button" onClick={cancel}>Cancel</button></p>
    </div>
  );
}

/** Runs that ended without an answer, each with its reason and what to do. */
export function Ended({ run, again }: { run: Run; again?: () => void }) {
  const told: Record<string, string> = {
    cancelled: 'This run was cancelled before it ended.', failed: 'This run failed.', lost: 'The server ended while this run was on its way.',
  };
  return (
    <div class={`state ${run.state === 'cancelled' ? 'empty' : 'error'}`} role="status">
      <h2>{told[run.state] ?? run.state}</h2>
      {run.message && <p class="message">{run.message}</p>}
      <p>{run.seconds !== null ? `It ran for ${duration(run.seconds)}. ` : ''}Nothing of it is kept but its question.</p>
      {again && <button type="button" onClick={again}>Ask again</button>}
    </div>
  );
}
