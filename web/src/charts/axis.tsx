import type { ScaleLinear } from 'd3-scale';
import { signed } from '../lib/format';

export const margin = { top: 14, right: 18, bottom: 40, left: 52 };

/** The last decimal place that a number uses: 0.01 for 0.25, 1 for 20. */
function lastPlace(value: number): number {
  const digits = [0, 1, 2, 3, 4].find((d) => Math.abs(value * 10 ** d - Math.round(value * 10 ** d)) < 1e-9) ?? 4;
  return 10 ** -digits;
}

export function digitsOf(ticks: number[]): number {
  const gap = ticks.length > 1 ? Math.abs(ticks[1]! - ticks[0]!) : lastPlace(ticks[0] ?? 0);
  return Math.max(0, Math.min(6, Math.ceil(-Math.log10(gap) - 1e-9)));
}

interface ValueAxisProps { scale: ScaleLinear<number, number>; from: number; to: number; count: number; plus?: boolean; suffix?: string }

/** Horizontal grid lines with their values at the left. */
export function LeftAxis({ scale, from, to, count, plus, suffix = '' }: ValueAxisProps) {
  const ticks = scale.ticks(count), digits = digitsOf(ticks);
  return (
    <g class="axis">
      {ticks.map((t) => (
        <g key={t}>
          <line class={t === 0 ? 'zero' : 'grid'} x1={from} x2={to} y1={scale(t)} y2={scale(t)} />
          <text x={from - 8} y={scale(t) + 4} text-anchor="end">{label(t, digits, plus)}{suffix}</text>
        </g>
      ))}
    </g>
  );
}

/** Vertical grid lines with their values below. */
export function BottomAxis({ scale, from, to, count, plus, suffix = '' }: ValueAxisProps) {
  const ticks = scale.ticks(count), digits = digitsOf(ticks);
  return (
    <g class="axis">
      {ticks.map((t) => (
        <g key={t}>
          <line class={t === 0 ? 'zero' : 'grid'} x1={scale(t)} x2={scale(t)} y1={from} y2={to} />
          <text x={scale(t)} y={to + 18} text-anchor="middle">{label(t, digits, plus)}{suffix}</text>
        </g>
      ))}
    </g>
  );
}

function label(value: number, digits: number, plus = false): string {
  return plus ? signed(value, digits) : signed(value, digits).replace(/^\+/, '');
}

export const Swatches = ({ items }: { items: { name: string; className: string; shape?: 'line' | 'box' | 'dash' }[] }) => (
  <ul class="swatches">
    {items.map((i) => (
      <li key={i.name}>
        <svg width="18" height="12" aria-hidden="true">
          {i.shape === 'box' || i.shape === undefined
            ? <rect class={`fill ${i.className}`} x="1" y="1" width="16" height="10" />
            : <line class={`stroke ${i.className}`} x1="0" x2="18" y1="6" y2="6" stroke-dasharray={i.shape === 'dash' ? '4 3' : undefined} />}
        </svg>
        {i.name}
      </li>
    ))}
  </ul>
);
