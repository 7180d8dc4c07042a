import { max, quantileSorted } from 'd3-array';

/** The next number of 1, 2, 5 times a power of ten. */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const share = value / power;
  return power * (share <= 1.0001 ? 1 : share <= 2.0001 ? 2 : share <= 5.0001 ? 5 : 10);
}

/** Steps of a scale that diverges around zero: symmetric, finer near zero, so that small effects show beside large ones. */
export interface Diverging { limit: number; thresholds: number[]; classOf(value: number): string }

const shares = [0.02, 0.1, 0.25, 0.5];

/**
 * The limit is that of the 98th percentile of sizes, so that one extreme does not bleach the rest; what lies beyond it
 * takes the last colour. Classes are n4 .. n0 (losses), z (within 2% of the limit), p0 .. p4 (gains).
 */
export function diverging(values: number[]): Diverging {
  const sizes = values.filter(Number.isFinite).map(Math.abs).sort((a, b) => a - b);
  const limit = niceCeiling(sizes.length > 30 ? quantileSorted(sizes, 0.98) ?? 0 : max(sizes) ?? 0);
  const thresholds = shares.map((s) => s * limit);
  return {
    limit, thresholds,
    classOf: (value) => {
      if (!Number.isFinite(value)) return 'missing';
      const size = Math.abs(value);
      if (size < thresholds[0]!) return 'z';
      const k = thresholds.filter((t) => size >= t).length;
      return `${value < 0 ? 'n' : 'p'}${k}`;
    },
  };
}

/** Fits a text into a width of so many pixels at about 6.3 pixels a letter. */
export function fitted(text: string, pixels: number, size = 12): string {
  const letters = Math.max(3, Math.floor(pixels / (size * 0.54)));
  return text.length <= letters ? text : `${text.slice(0, letters - 1).trimEnd()}\u2026`;
}

/** Moves labels apart that would lie on each other, keeping their order: least gap between neighbours, inside bounds. */
export function spread(wanted: number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((y, k) => ({ y, k })).sort((a, b) => a.y - b.y);
  const placed: number[] = [];
  order.forEach((o, i) => placed.push(i ? Math.max(o.y, placed[i - 1]! + gap) : Math.max(o.y, low)));
  let edge = high;
  for (let i = placed.length - 1; i >= 0; --i) { placed[i] = Math.min(placed[i]!, edge); edge = placed[i]! - gap; }
  const out: number[] = [];
  order.forEach((o, i) => { out[o.k] = placed[i]!; });
  return out;
}
