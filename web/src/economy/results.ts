import type { ModelDoc, Row, RunDoc } from '../api/types';

interface Where { exporter?: string; importer?: string; sector?: string }
const key = (measure: string, w: Where) => `${measure}|${w.exporter ?? ''}|${w.importer ?? ''}|${w.sector ?? ''}`;

/** The long rows of a run, found by measure and axes. */
export class Results {
  private readonly rows: Map<string, Row>;
  constructor(readonly document: RunDoc) {
    this.rows = new Map(document.results.map((r) => [key(r.measure, r), r]));
  }
  row(measure: string, where: Where): Row | undefined { return this.rows.get(key(measure, where)); }
  value(measure: string, where: Where): number | undefined { return this.row(measure, where)?.value; }
  /** Change against the benchmark in percent of what it was; the value itself where the measure is a percentage. */
  percent(measure: string, where: Where): number | undefined {
    const r = this.row(measure, where);
    if (!r) return undefined;
    return r.unit.startsWith('percent') ? r.change : r.base ? (100 * r.change) / r.base : undefined;
  }
  change(measure: string, where: Where): number | undefined { return this.row(measure, where)?.change; }
  unit(measure: string): string | undefined { return this.document.results.find((r) => r.measure === measure)?.unit; }
  countries(measure = 'welfare_exact'): string[] {
    return this.document.results.filter((r) => r.measure === measure && !r.sector && !r.exporter).map((r) => r.importer!);
  }
}

const closures: Record<string, string> = {
  zero: 'deficits set to zero', fixed: 'deficits fixed', 'world-share': 'deficits a fixed share of world income', income: 'deficits a fixed share of income',
};

export const closureText = (closure: string): string => closures[closure] ?? `closure ${closure}`;

/** What every result rests on, in one line for the foot of charts. */
export function sourceLine(doc: ModelDoc, benchmark: string): string {
  return `Cobden, ${doc.model.family}/${doc.model.variant} on ${benchmark}; elasticities ${doc.model.elasticities}, ${closureText(doc.closure)}, numeraire ${doc.numeraire}.`;
}

/** The benchmark's name from the hashed inputs of a document. */
export function benchmarkOf(doc: ModelDoc): string {
  const path = doc.inputs.find((i) => i.role === 'benchmark')?.path ?? '';
  return path.split('/').pop()?.replace(/\.nc$/, '') || 'the benchmark';
}
