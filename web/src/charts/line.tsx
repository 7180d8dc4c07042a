import { extent, max, min } from 'd3-array';
import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { Swatches, LeftAxis, digitsOf, margin } from './axis';
import type { Drawing, Mark } from './frame';
import { spread } from './scale';

export interface Point { x: number; y: number; low?: number; high?: number }
export interface Series { name: string; className: string; points: Point[]; dashed?: boolean; steps?: boolean }
export interface Event { x: number; name: string }

export interface LineSpec {
  series: Series[];
  /** Dates are milliseconds since 1970 (UTC); otherwise plain numbers. */
  time: boolean;
  xLabel: string;
  yLabel: string;
  suffix?: string;
  plus?: boolean;
  events?: Event[];
  levels?: { y: number; name: string }[];
  yMax?: number;
  zero?: boolean;
  read(series: Series, point: Point): string;
  xText?(x: number): string;
}

const monthName = (d: Date) => d.toLocaleDateString('en-GB', { month: 'short', timeZone: 'UTC' });

function timeLabel(d: Date, first: boolean): string {
  return first || d.getUTCMonth() === 0 ? `${monthName(d)} ${d.getUTCFullYear()}` : monthName(d);
}

/** Lines over time or over a number, with bands, policy dates and reference levels. */
export function lineChart(spec: LineSpec, width: number): Drawing {
  const narrow = width < 520;
  const height = narrow ? 300 : 360;
  const all = spec.series.flatMap((s) => s.points);
  const events = spec.events ?? [];
  const left = margin.left, right = width - margin.right, bottom = height - margin.bottom;
  const top = margin.top + 18;
  const [x0 = 0, x1 = 1] = extent(all, (p) => p.x);
  const highest = max([...all.map((p) => p.high ?? p.y), ...(spec.levels ?? []).map((l) => l.y), spec.yMax ?? -Infinity]) ?? 1;
  const lowest = min([...all.map((p) => p.low ?? p.y), ...(spec.levels ?? []).map((l) => l.y)]) ?? 0;
  const y = scaleLinear([spec.zero === false ? lowest : Math.min(0, lowest), highest], [bottom, top]).nice(5);
  const x = spec.time ? scaleUtc([x0, x1], [left, right]) : scaleLinear([x0, x1], [left, right]);
  const at = (v: number) => Number(x(v));
  const path = (s: Series) => {
    const l = line<Point>((p) => at(p.x), (p) => y(p.y)).defined((p) => Number.isFinite(p.y));
    return (s.steps ? l.curve(curveStepAfter) : l)(s.points) ?? '';
  };
  const band = area<Point>((p) => at(p.x), (p) => y(p.low ?? p.y), (p) => y(p.high ?? p.y)).defined((p) => p.low !== undefined);
  const ticks = spec.time
    ? scaleUtc([x0, x1], [left, right]).ticks(narrow ? 4 : 9).map((d, k) => ({ at: at(+d), text: timeLabel(d, k === 0) }))
    : scaleLinear([x0, x1], [left, right]).ticks(narrow ? 5 : 9).map((t, _, list) => ({ at: at(t), text: spec.xText?.(t) ?? t.toFixed(digitsOf(list)) }));
  const marks: Mark[] = spec.series.flatMap((s, row) => s.points.map((p) => ({ x: at(p.x), y: y(p.y), text: spec.read(s, p), row })));
  const eventAt = spread(events.map((e) => at(e.x)), 11, left - 4, right + 4);
  const levelAt = spread((spec.levels ?? []).map((l) => y(l.y) - 4), 13, top + 8, bottom - 4);
  return {
    width, height, marks,
    legend: <Swatches items={spec.series.map((s) => ({ name: s.name, className: s.className, shape: s.dashed ? 'dash' : 'line' }))} />,
    note: events.length ? <>Marked: {events.map((e, k) => <span key={e.x} class="event-name">{k > 0 && ' '}<b>{k + 1}</b> {e.name}{k < events.length - 1 ? ';' : '.'}</span>)}</> : undefined,
    content: (
      <>
        <text class="axis-title" x={left} y={12}>{spec.yLabel}</text>
        <LeftAxis scale={y} from={left} to={right} count={5} plus={spec.plus} suffix={spec.suffix} />
        <g class="axis">
          {ticks.map((t) => <text key={t.at} x={t.at} y={bottom + 18} text-anchor="middle">{t.text}</text>)}
          {spec.xLabel && <text class="axis-title" x={right} y={bottom + 34} text-anchor="end">{spec.xLabel}</text>}
        </g>
        {events.map((e, k) => (
          <g key={e.x} class="event">
            <line x1={at(e.x)} x2={at(e.x)} y1={top} y2={bottom} />
            <text x={eventAt[k]} y={top - 4} text-anchor="middle">{k + 1}</text>
          </g>
        ))}
        {spec.series.map((s) => s.points.some((p) => p.low !== undefined) && <path key={`band-${s.name}`} class={`band ${s.className}`} d={band(s.points) ?? ''} />)}
        {(spec.levels ?? []).map((l, k) => (
          <g key={l.name} class="level">
            <line x1={left} x2={right} y1={y(l.y)} y2={y(l.y)} />
            <text x={right} y={levelAt[k]} text-anchor="end">{l.name}</text>
          </g>
        ))}
        {spec.series.map((s) => <path key={s.name} class={`line stroke ${s.className}`} d={path(s)} stroke-dasharray={s.dashed ? '5 4' : undefined} />)}
      </>
    ),
  };
}
