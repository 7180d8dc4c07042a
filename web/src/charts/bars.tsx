import { max, min } from 'd3-array';
import { scaleBand, scaleLinear, type ScaleLinear } from 'd3-scale';
import { BottomAxis, Swatches } from './axis';
import type { Drawing, Mark } from './frame';
import { fitted } from './scale';

export interface Bar { name: string; value: number; label: string; read: string; low?: number; high?: number; className?: string }
export interface BarSpec { bars: Bar[]; xLabel: string; plus?: boolean; suffix?: string; legend?: { name: string; className: string }[] }

/** As many values on the axis as have room for their figures. */
const ticksFor = (x: ScaleLinear<number, number>) => Math.max(2, Math.min(8, Math.floor(Math.abs(x.range()[1]! - x.range()[0]!) / 56)));

const nameWidth = (width: number, longest: number) => Math.min(width < 520 ? 124 : 250, Math.max(60, longest * 6.6 + 14));

/** Horizontal bars from zero, losses and gains in their colours; a thin line spans a range where one is given. */
export function barChart(spec: BarSpec, width: number): Drawing {
  const { bars } = spec;
  const left = nameWidth(width, max(bars, (b) => b.name.length) ?? 8);
  const rowHeight = 24, top = 8, bottom = top + bars.length * rowHeight, height = bottom + 44;
  const low = Math.min(0, min(bars, (b) => b.low ?? b.value) ?? 0), high = Math.max(0, max(bars, (b) => b.high ?? b.value) ?? 0);
  const room = (s: number) => (s ? 58 : 8);
  const x = scaleLinear([low, high === low ? low + 1 : high], [left + room(low), width - room(high) - 6]);
  const y = scaleBand(bars.map((_, k) => String(k)), [top, bottom]).padding(0.25);
  const marks: Mark[] = bars.map((b, k) => ({
    x: (x(0) + x(b.value)) / 2, y: y(String(k))! + y.bandwidth() / 2, width: Math.max(6, Math.abs(x(b.value) - x(0))), height: y.bandwidth(), text: b.read, row: k,
  }));
  return {
    width, height, marks,
    legend: spec.legend && <Swatches items={spec.legend} />,
    content: (
      <>
        <BottomAxis scale={x} from={top} to={bottom} count={ticksFor(x)} plus={spec.plus} suffix={spec.suffix} />
        <text class="axis-title" x={width - 8} y={bottom + 36} text-anchor="end">{spec.xLabel}</text>
        {bars.map((b, k) => {
          const middle = y(String(k))! + y.bandwidth() / 2;
          const end = b.value < 0 ? Math.min(x(b.value), x(b.low ?? b.value)) - 6 : Math.max(x(b.value), x(b.high ?? b.value)) + 6;
          return (
            <g key={k}>
              <text class="name" x={left - 4} y={middle + 4} text-anchor="end">{fitted(b.name, left - 10)}</text>
              <rect class={`fill ${b.className ?? (b.value < 0 ? 'loss' : 'gain')}`} x={Math.min(x(0), x(b.value))} y={y(String(k))!} width={Math.abs(x(b.value) - x(0))} height={y.bandwidth()} />
              {b.low !== undefined && b.high !== undefined && <line class="range" x1={x(b.low)} x2={x(b.high)} y1={middle} y2={middle} />}
              <text class="value" x={end} y={middle + 4} text-anchor={b.value < 0 ? 'end' : 'start'}>{b.label}</text>
            </g>
          );
        })}
      </>
    ),
  };
}

export interface StackRow { name: string; parts: { className: string; value: number; name: string }[]; total: number; read: string }
export interface StackSpec { rows: StackRow[]; xLabel: string; parts: { name: string; className: string }[]; totalName: string }

/** Parts that add up, gains to the right of zero and losses to the left, with a diamond at the exact total. */
export function stackChart(spec: StackSpec, width: number): Drawing {
  const { rows } = spec;
  const left = nameWidth(width, max(rows, (r) => r.name.length) ?? 8);
  const rowHeight = 26, top = 8, bottom = top + rows.length * rowHeight, height = bottom + 44;
  const sums = rows.map((r) => ({ low: r.parts.reduce((s, p) => s + Math.min(0, p.value), 0), high: r.parts.reduce((s, p) => s + Math.max(0, p.value), 0), total: r.total }));
  const low = Math.min(0, min(sums, (s) => Math.min(s.low, s.total)) ?? 0), high = Math.max(0, max(sums, (s) => Math.max(s.high, s.total)) ?? 0);
  const x = scaleLinear([low, high === low ? low + 1 : high], [left + 14, width - 22]).nice(5);
  const y = scaleBand(rows.map((_, k) => String(k)), [top, bottom]).padding(0.28);
  const marks: Mark[] = rows.map((r, k) => ({ x: (left + width) / 2, y: y(String(k))! + y.bandwidth() / 2, width: width - left - 16, height: rowHeight - 4, text: r.read, row: k }));
  return {
    width, height, marks,
    legend: <Swatches items={[...spec.parts, { name: `${spec.totalName} (diamond)`, className: 'total' }]} />,
    content: (
      <>
        <BottomAxis scale={x} from={top} to={bottom} count={ticksFor(x)} plus />
        <text class="axis-title" x={width - 8} y={bottom + 36} text-anchor="end">{spec.xLabel}</text>
        {rows.map((r, k) => {
          const middle = y(String(k))! + y.bandwidth() / 2;
          let down = 0, up = 0;
          const spans = r.parts.map((p) => {
            const from = p.value < 0 ? down : up;
            if (p.value < 0) down += p.value; else up += p.value;
            return { ...p, from: x(from), to: x(from + p.value) };
          });
          return (
            <g key={k}>
              <text class="name" x={left - 4} y={middle + 4} text-anchor="end">{fitted(r.name, left - 10)}</text>
              {spans.map((s) => <rect key={s.name} class={`fill ${s.className}`} x={Math.min(s.from, s.to)} y={y(String(k))!} width={Math.abs(s.to - s.from)} height={y.bandwidth()} />)}
              <path class="fill total outlined" d={`M${x(r.total)},${middle - 7}l6,7l-6,7l-6,-7z`} />
            </g>
          );
        })}
      </>
    ),
  };
}

export interface TornadoRow { name: string; atLow: number; atHigh: number; low: string; high: string; read: string }
export interface TornadoSpec { rows: TornadoRow[]; centre: number; turn: number; turnName: string; xLabel: string }

/** How far each judged number moves the conclusion over its range; a dashed line is where the conclusion turns. */
export function tornadoChart(spec: TornadoSpec, width: number): Drawing {
  const rows = [...spec.rows].sort((a, b) => Math.abs(b.atHigh - b.atLow) - Math.abs(a.atHigh - a.atLow));
  const left = nameWidth(width, max(rows, (r) => r.name.length) ?? 8);
  const rowHeight = 28, top = 26, bottom = top + rows.length * rowHeight, height = bottom + 44;
  const values = [...rows.flatMap((r) => [r.atLow, r.atHigh]), spec.centre, spec.turn];
  const x = scaleLinear([min(values) ?? 0, max(values) ?? 1], [left + 44, width - 48]);
  const y = scaleBand(rows.map((_, k) => String(k)), [top, bottom]).padding(0.3);
  const marks: Mark[] = rows.map((r, k) => ({ x: (x(r.atLow) + x(r.atHigh)) / 2, y: y(String(k))! + y.bandwidth() / 2, width: Math.max(8, Math.abs(x(r.atHigh) - x(r.atLow))), height: y.bandwidth(), text: r.read, row: k }));
  return {
    width, height, marks,
    legend: <Swatches items={[{ name: 'at the low end of its range', className: 's1' }, { name: 'at the high end', className: 's2' }]} />,
    content: (
      <>
        <BottomAxis scale={x} from={top} to={bottom} count={ticksFor(x)} />
        <text class="axis-title" x={width - 8} y={bottom + 36} text-anchor="end">{spec.xLabel}</text>
        {rows.map((r, k) => {
          const middle = y(String(k))! + y.bandwidth() / 2;
          return (
            <g key={k}>
              <text class="name" x={left - 4} y={middle + 4} text-anchor="end">{fitted(r.name, left - 10)}</text>
              {([['s1', r.atLow, r.low], ['s2', r.atHigh, r.high]] as const).map(([c, v, text]) => (
                <g key={c}>
                  <rect class={`fill ${c}`} x={Math.min(x(spec.centre), x(v))} y={y(String(k))!} width={Math.abs(x(v) - x(spec.centre))} height={y.bandwidth()} />
                  <text class="value small" x={x(v) + (v < spec.centre ? -4 : 4)} y={middle + 4} text-anchor={v < spec.centre ? 'end' : 'start'}>{text}</text>
                </g>
              ))}
            </g>
          );
        })}
        <g class="level strong">
          <line x1={x(spec.turn)} x2={x(spec.turn)} y1={top - 6} y2={bottom} />
          <text x={x(spec.turn)} y={top - 12} text-anchor={x(spec.turn) > width - 110 ? 'end' : x(spec.turn) < left + 80 ? 'start' : 'middle'}>{spec.turnName}</text>
        </g>
      </>
    ),
  };
}
