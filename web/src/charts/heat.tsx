import { scaleBand } from 'd3-scale';
import { signedCompact } from '../lib/format';
import type { Drawing, Mark } from './frame';
import { diverging, fitted, type Diverging } from './scale';

export interface HeatSpec {
  rows: { code: string; label: string }[];
  columns: { code: string; label: string }[];
  value(row: string, column: string): number | undefined;
  read(row: string, column: string): string;
  cell(value: number): string;
  rowTitle: string;
  columnTitle: string;
  unit: string;
}

/** The colours of a diverging scale with their limits in words. */
export function DivergingLegend({ scale, unit, format }: { scale: Diverging; unit: string; format(v: number): string }) {
  const t = scale.thresholds;
  const text = [...[...t].reverse().map((v) => format(-v)), ...t.map((v) => format(v))];
  const classes = ['n4', 'n3', 'n2', 'n1', 'z', 'p1', 'p2', 'p3', 'p4'];
  return (
    <div class="legend-row">
      <svg class="legend" width="324" height="34" role="img" aria-label={`Colours: ${unit}, from loss to gain around zero`}>
        {classes.map((c, k) => <rect key={c} class={`div ${c}`} x={k * 36} y={2} width={36} height={12} />)}
        {text.map((v, k) => <text key={k} x={(k + 1) * 36} y={28} text-anchor="middle">{v}</text>)}
      </svg>
      <span class="unit">{unit}</span>
    </div>
  );
}

/** Rows send, columns receive; the diagonal is empty. Small cells show colour only, large ones their number. */
export function heatMap(spec: HeatSpec, width: number): Drawing {
  const many = spec.columns.length > 20;
  const left = many ? 42 : width < 520 ? 58 : 130, top = 58;
  const size = Math.max(many ? 7 : 22, Math.min(44, (width - left - 8) / spec.columns.length));
  const rowSize = many ? size : Math.max(20, Math.min(26, size));
  const used = left + size * spec.columns.length + 8, height = top + rowSize * spec.rows.length + 8;
  const values = spec.rows.flatMap((r) => spec.columns.map((c) => spec.value(r.code, c.code)).filter((v): v is number => v !== undefined));
  const scale = diverging(values);
  const x = scaleBand(spec.columns.map((c) => c.code), [left, left + size * spec.columns.length]);
  const y = scaleBand(spec.rows.map((r) => r.code), [top, top + rowSize * spec.rows.length]);
  const marks: Mark[] = [];
  const cells = spec.rows.flatMap((r, row) => spec.columns.map((c) => {
    const value = spec.value(r.code, c.code);
    if (value === undefined) return null;
    marks.push({ x: x(c.code)! + size / 2, y: y(r.code)! + rowSize / 2, width: size, height: rowSize, row, text: spec.read(r.code, c.code) });
    const text = size >= 36 ? spec.cell(value) : '';
    const tone = scale.classOf(value);
    return (
      <g key={`${r.code}-${c.code}`}>
        <rect class={`div ${tone}`} x={x(c.code)} y={y(r.code)} width={size} height={rowSize} />
        {text && <text class={`cell on-${tone}`} x={x(c.code)! + size / 2} y={y(r.code)! + rowSize / 2 + 4} text-anchor="middle">{text}</text>}
      </g>
    );
  }));
  const rowText = (r: { code: string; label: string }) => (many || width < 520 ? r.code : fitted(r.label, left - 8));
  const every = many ? Math.max(1, Math.ceil(11 / size)) : 1;
  return {
    width: Math.max(width, used), height, marks,
    legend: <DivergingLegend scale={scale} unit={spec.unit} format={signedCompact} />,
    content: (
      <>
        <text class="axis-title" x={4} y={12}>rows: {spec.rowTitle}, columns: {spec.columnTitle}</text>
        {spec.columns.map((c, k) => k % every === 0 && (
          <text key={c.code} class="name small" x={0} y={0} text-anchor="start" transform={`translate(${x(c.code)! + size / 2 + 3},${top - 5}) rotate(${size < 34 ? -60 : -30})`}>{c.code}</text>
        ))}
        {spec.rows.map((r, k) => k % every === 0 && <text key={r.code} class="name small" x={left - 5} y={y(r.code)! + rowSize / 2 + 4} text-anchor="end">{rowText(r)}</text>)}
        <g class="cells">{cells}</g>
      </>
    ),
  };
}
