import type { ModelDoc } from '../api/types';
import { benchmarkOf, closureText } from '../economy/results';
import { compact, number } from '../lib/format';

/** What a result rests on; always in sight under results. */
export function Facts({ doc, source }: { doc: ModelDoc; source?: string }) {
  const { model, solver } = doc;
  return (
    <section class="facts" aria-label="What these results rest on">
      <dl>
        <div><dt>Model</dt><dd>{model.family}, {model.variant}</dd></div>
        <div><dt>Benchmark</dt><dd>{benchmarkOf(doc)}</dd></div>
        <div><dt>Closure</dt><dd>{closureText(doc.closure)}</dd></div>
        <div><dt>Numeraire</dt><dd>{doc.numeraire}</dd></div>
        <div><dt>Elasticities</dt><dd>{model.elasticities}</dd></div>
        <div><dt>Solver</dt><dd>{solver.status}, {number(solver.iterations, 0)} iterations, residual {compact(solver.residual)}</dd></div>
      </dl>
      {solver.status !== 'converged' && <p class="warning" role="alert">Not a solution: {solver.message}</p>}
      {!!doc.notes?.length && <details><summary>Notes ({doc.notes.length})</summary><ul>{doc.notes.map((n) => <li key={n}>{n}</li>)}</ul></details>}
      {source && <p class="source">Data: {source}</p>}
    </section>
  );
}
