import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { BottomAxis, LeftAxis, Swatches } from './axis';
import type { Drawing, Mark } from './frame';

export interface PlaneCurve { name: string; className: string; points: { x: number; y: number; read: string }[]; dashed?: boolean; dots?: boolean }
export interface PlanePoint { name: string; x: number; y: number; read: string; shape: 'square' | 'circle' | 'diamond'; className: string }
export interface PlaneSpec { curves: PlaneCurve[]; points: PlanePoint[]; xLabel: string; yLabel: string; plus?: boolean; zero?: boolean }

interface Place { x: number; y: number; anchor: 'start' | 'end'; /** How far above or below its point. */ dy: number }
interface Box { x0: number; x1: number; y0: number; y1: number }
const overlap = (a: Box, b: Box) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

/** Finds a place for a label beside its point where it hits no label placed before and stays inside. */
export function placeLabel(x: number, y: number, letters: number, taken: Box[], frame: Box): Place {
  const w = letters * 6.8 + 4, h = 15;
  const side = (dx: number, dy: number) => [{ x: x + dx, y: y + 4 + dy, anchor: 'start' as const, dy }, { x: x - dx, y: y + 4 + dy, anchor: 'end' as const, dy }];
  const tries = [side(10, 0), side(8, -13), side(8, 13), ...[28, 44, 60, 76, 92].flatMap((d) => [side(4, -d), side(4, d)])].flat();
  const boxOf = (t: (typeof tries)[number]): Box => {
    const x0 = t.anchor === 'start' ? t.x : t.x - w;
    return { x0, x1: x0 + w, y0: t.y - 11, y1: t.y - 11 + h };
  };
  const inside = (b: Box) => b.x0 >= frame.x0 && b.x1 <= frame.x1 && b.y0 >= frame.y0 && b.y1 <= frame.y1;
  const found = tries.find((t) => { const b = boxOf(t); return inside(b) && !taken.some((o) => overlap(b, o)); }) ?? tries.find((t) => inside(boxOf(t))) ?? tries[0]!;
  taken.push(boxOf(found));
  return found;
}

/** Two quantities against each other: curves, and points with their names. */
export function planeChart(spec: PlaneSpec, width: number): Drawing {
  const height = Math.min(520, Math.max(320, width * 0.62));
  const left = 56, right = width - 16, top = 26, bottom = height - 46;
  const xs = [...spec.curves.flatMap((c) => c.points.map((p) => p.x)), ...spec.points.map((p) => p.x)];
  const ys = [...spec.curves.flatMap((c) => c.points.map((p) => p.y)), ...spec.points.map((p) => p.y)];
  const wide = (v: number[]) => {
    const [low = 0, high = 1] = extent(spec.zero === false ? v : [...v, 0]);
    const pad = (high - low || 1) * 0.05;
    return [low < 0 || spec.zero === false ? low - pad : low, high + pad];
  };
  const x = scaleLinear(wide(xs), [left, right]).nice(6), y = scaleLinear(wide(ys), [bottom, top]).nice(6);
  const path = line<{ x: number; y: number }>((p) => x(p.x), (p) => y(p.y));
  const points = spec.points.map((p) => ({ ...p, px: x(p.x), py: y(p.y) }));
  const taken: Box[] = points.map((p) => ({ x0: p.px - 7, x1: p.px + 7, y0: p.py - 7, y1: p.py + 7 }));
  const curveBoxes: Box[] = spec.curves.flatMap((c) => c.points.map((p) => ({ x0: x(p.x) - 3, x1: x(p.x) + 3, y0: y(p.y) - 3, y1: y(p.y) + 3 })));
  taken.push(...curveBoxes);
  const frame = { x0: left, x1: right + 12, y0: top - 8, y1: bottom };
  const labels = points.map((p) => placeLabel(p.px, p.py, p.name.length, taken, frame));
  const marks: Mark[] = [
    ...points.map((p) => ({ x: p.px, y: p.py, text: p.read, row: 0 })),
    ...spec.curves.flatMap((c, k) => c.points.map((p) => ({ x: x(p.x), y: y(p.y), text: p.read, row: k + 1 }))),
  ];
  const shape = (p: (typeof points)[number]) => {
    if (p.shape === 'square') return <rect class={`fill outlined ${p.className}`} x={p.px - 6} y={p.py - 6} width={12} height={12} />;
    if (p.shape === 'diamond') return <path class={`fill outlined ${p.className}`} d={`M${p.px},${p.py - 8}l7,8l-7,8l-7,-8z`} />;
    return <circle class={`fill outlined ${p.className}`} cx={p.px} cy={p.py} r={6} />;
  };
  return {
    width, height, marks,
    legend: <Swatches items={spec.curves.map((c) => ({ name: c.name, className: c.className, shape: c.dashed ? 'dash' : 'line' }))} />,
    content: (
      <>
        <text class="axis-title" x={6} y={12}>{spec.yLabel}</text>
        <LeftAxis scale={y} from={left} to={right} count={6} plus={spec.plus} />
        <BottomAxis scale={x} from={top} to={bottom} count={Math.max(2, Math.min(8, Math.floor((right - left) / 84)))} plus={spec.plus} />
        <text class="axis-title" x={right} y={bottom + 38} text-anchor="end">{spec.xLabel}</text>
        {spec.curves.map((c) => (
          <g key={c.name}>
            <path class={`line stroke ${c.className}`} d={path(c.points) ?? ''} stroke-dasharray={c.dashed ? '5 4' : undefined} />
            {c.dots && c.points.map((p, k) => <circle key={k} class={`fill ${c.className}`} cx={x(p.x)} cy={y(p.y)} r={2.5} />)}
          </g>
        ))}
        {points.map((p, k) => (
          <g key={p.name}>
            {Math.abs(labels[k]!.dy) > 20 && <line class="leader" x1={p.px} y1={p.py} x2={labels[k]!.x} y2={labels[k]!.y - (labels[k]!.dy > 0 ? 10 : 0)} />}
            {shape(p)}
            <text class="point-name" x={labels[k]!.x} y={labels[k]!.y} text-anchor={labels[k]!.anchor}>{p.name}</text>
          </g>
        ))}
      </>
    ),
  };
}
