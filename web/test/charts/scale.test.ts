import { describe, expect, it } from 'vitest';
import { digitsOf } from '../../src/charts/axis';
import { diverging, niceCeiling, spread } from '../../src/charts/scale';

describe('the scale that diverges around zero', () => {
  it('is symmetric, ends at a round number and has one neutral class', () => {
    const s = diverging([-0.76, 0.31, 0.004]);
    expect(s.limit).toBe(1);
    expect(s.thresholds).toEqual([0.02, 0.1, 0.25, 0.5]);
    expect([-0.76, -0.3, -0.12, -0.05, 0, 0.019, 0.05, 0.12, 0.3, 9].map((v) => s.classOf(v))).toEqual(['n4', 'n3', 'n2', 'n1', 'z', 'z', 'p1', 'p2', 'p3', 'p4']);
  });
  it('is not bleached by one extreme among many', () => {
    const many = Array.from({ length: 99 }, (_, k) => (k - 49) / 100);
    expect(diverging([...many, 600]).limit).toBe(0.5);
  });
  it('has a class for what is missing and survives nothing at all', () => {
    expect(diverging([1]).classOf(NaN)).toBe('missing');
    expect(diverging([]).limit).toBe(1);
    expect(diverging([0, 0]).classOf(0)).toBe('z');
  });
});

it('gives axis values the digits they need, one value alone too', () => {
  expect([[0, 0.05, 0.1], [0, 20], [0.5], [0.25], [20], []].map(digitsOf)).toEqual([2, 0, 1, 2, 0, 0]);
});

it('rounds up to 1, 2 or 5 times a power of ten', () => {
  expect([0.013, 0.2, 3, 7, 1200].map(niceCeiling)).toEqual([0.02, 0.2, 5, 10, 2000]);
});

it('moves labels apart, keeps their order and stays inside', () => {
  const placed = spread([100, 101, 50], 12, 0, 110);
  expect(placed[1]! - placed[0]!).toBeGreaterThanOrEqual(12);
  expect(placed[0]! - placed[2]!).toBeGreaterThanOrEqual(12);
  expect(Math.max(...placed)).toBeLessThanOrEqual(110);
});
