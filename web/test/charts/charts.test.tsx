import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { barChart, stackChart, tornadoChart } from '../../src/charts/bars';
import { Chart, nearest, step, type Drawing } from '../../src/charts/frame';
import { heatMap } from '../../src/charts/heat';
import { lineChart } from '../../src/charts/line';
import { worldMap } from '../../src/charts/map';
import { placeLabel, planeChart } from '../../src/charts/plane';
import { standalone } from '../../src/lib/download';

let root: HTMLElement;
const mount = (drawing: Drawing) => {
  root = document.createElement('div');
  document.body.append(root);
  render(<svg width={drawing.width} height={drawing.height}>{drawing.content}</svg>, root);
  return root.querySelector('svg')!;
};
afterEach(() => { if (root) { render(null, root); root.remove(); } });
const all = (svg: Element, selector: string) => [...svg.querySelectorAll(selector)];
const numberOf = (e: Element, name: string) => Number(e.getAttribute(name));

describe('bars', () => {
  const spec = { xLabel: 'percent', bars: [{ name: 'Mexico', value: -0.76, label: '-0.76', read: 'Mexico -0.76%', low: -0.95, high: -0.65 }, { name: 'Cambodia', value: 0.8, label: '+0.80', read: 'Cambodia +0.80%' }] };
  it('start at zero, go left for losses and right for gains, in proportion', () => {
    const svg = mount(barChart(spec, 700));
    const [loss, gain] = all(svg, 'rect.fill');
    expect(loss!.classList.contains('loss')).toBe(true);
    expect(gain!.classList.contains('gain')).toBe(true);
    const zero = numberOf(gain!, 'x');
    expect(numberOf(loss!, 'x') + numberOf(loss!, 'width')).toBeCloseTo(zero, 6);
    expect(numberOf(loss!, 'width') / numberOf(gain!, 'width')).toBeCloseTo(0.76 / 0.8, 6);
  });
  it('span a range and put the label outside it', () => {
    const svg = mount(barChart(spec, 700));
    const range = all(svg, 'line.range');
    expect(range).toHaveLength(1);
    expect(numberOf(all(svg, 'text.value')[0]!, 'x')).toBeLessThan(numberOf(range[0]!, 'x1'));
  });
  it('draw nothing outside the picture at 300 pixels', () => {
    for (const rect of all(mount(barChart(spec, 300)), 'rect.fill')) {
      expect(numberOf(rect, 'x')).toBeGreaterThan(0);
      expect(numberOf(rect, 'x') + numberOf(rect, 'width')).toBeLessThan(300);
    }
  });
  it('survive zeros only', () => {
    const svg = mount(barChart({ xLabel: '', bars: [{ name: 'a', value: 0, label: '0', read: '' }] }, 400));
    expect(svg.innerHTML).not.toContain('NaN');
  });
});

it('stacks losses and gains apart and puts the diamond at the exact total', () => {
  const row = { name: 'US', total: -0.5, read: '', parts: [{ name: 'tot', className: 's1', value: 0.4 }, { name: 'vol', className: 's3', value: -0.2 }] };
  const svg = mount(stackChart({ rows: [row], parts: row.parts, totalName: 'exact', xLabel: '' }, 700));
  const [gain, loss] = all(svg, 'rect.fill');
  expect(numberOf(loss!, 'x') + numberOf(loss!, 'width')).toBeCloseTo(numberOf(gain!, 'x'), 6);
  const diamond = Number(/^M([\d.]+),/.exec(svg.querySelector('path.total')!.getAttribute('d')!)![1]);
  const unit = numberOf(gain!, 'width') / 0.4;
  expect(diamond).toBeCloseTo(numberOf(gain!, 'x') - 0.5 * unit, 4);
});

it('sorts a tornado by its reach and marks where the conclusion turns', () => {
  const svg = mount(tornadoChart({ centre: 0.1, turn: 0, turnName: 'turn', xLabel: '', rows: [{ name: 'small', atLow: 0.05, atHigh: 0.15, low: '1', high: '2', read: '' }, { name: 'large', atLow: -0.5, atHigh: 0.4, low: '1', high: '2', read: '' }] }, 700));
  expect(all(svg, 'text.name').map((t) => t.textContent)).toEqual(['large', 'small']);
  expect(svg.querySelector('.level text')!.textContent).toBe('turn');
});

describe('lines', () => {
  const series = [{ name: 'US on CN', className: 's1', steps: true, points: [{ x: Date.UTC(2025, 0, 1), y: 10 }, { x: Date.UTC(2025, 5, 1), y: 120 }] }];
  it('hold every point inside the frame and read it in words', () => {
    const d = lineChart({ series, time: true, xLabel: '', yLabel: '%', read: (s, p) => `${s.name} ${p.y}` }, 700);
    expect(d.marks.map((m) => m.text)).toEqual(['US on CN 10', 'US on CN 120']);
    for (const m of d.marks) { expect(m.x).toBeGreaterThanOrEqual(0); expect(m.x).toBeLessThanOrEqual(700); expect(m.y).toBeGreaterThan(0); expect(m.y).toBeLessThan(d.height); }
    expect(mount(d).innerHTML).not.toContain('NaN');
  });
  it('draw a band where there is one', () => {
    const banded = [{ name: 'p', className: 's1', points: [{ x: 0, y: 5, low: 1, high: 9 }, { x: 1, y: 4, low: 2, high: 8 }] }];
    expect(all(mount(lineChart({ series: banded, time: false, xLabel: '', yLabel: '', read: () => '' }, 500)), 'path.band')).toHaveLength(1);
  });
});

it('leaves the diagonal of a heat map empty and colours both directions', () => {
  const codes = ['USA', 'CHN'].map((code) => ({ code, label: code }));
  const d = heatMap({ rows: codes, columns: codes, value: (r, c) => (r === c ? undefined : r === 'USA' ? -60 : 5), read: (r, c) => `${r}-${c}`, cell: String, rowTitle: '', columnTitle: '', unit: '' }, 600);
  expect(d.marks.map((m) => m.text)).toEqual(['USA-CHN', 'CHN-USA']);
  expect(all(mount(d), '.cells rect').map((r) => r.getAttribute('class'))).toEqual(['div n4', 'div p1']);
});

describe('the map', () => {
  const values: Record<string, number> = { USA: -0.3, CHN: -0.6, SGP: 0.2, VNM: 0.4 };
  const d = worldMap({ value: (c) => values[c], read: (c, n) => `${n} ${values[c]}`, unit: 'percent', format: String, values: Object.values(values), missing: 'not modelled' }, 900);
  it('colours losses and gains, hatches the missing and draws small economies as dots', () => {
    const svg = mount(d);
    expect(all(svg, 'path.land.n4')).toHaveLength(1);
    expect(all(svg, 'path.land.p3')).toHaveLength(1);
    expect(all(svg, 'path.land.missing').length).toBeGreaterThan(150);
    expect(all(svg, 'path.land.missing').every((p) => p.getAttribute('fill') === 'url(#hatch)')).toBe(true);
    expect(all(svg, 'circle.dot')).toHaveLength(1);
  });
  it('can be read mark by mark, in any order of the map', () => {
    expect(d.marks.map((m) => m.text).sort()).toEqual(['China -0.6', 'SGP 0.2', 'United States of America -0.3', 'Vietnam 0.4']);
  });
});

describe('the plane', () => {
  it('shows threat point and solutions with labels that do not lie on each other', () => {
    const point = (name: string, x: number, y: number) => ({ name, x, y, read: name, shape: 'circle' as const, className: 's2' });
    const svg = mount(planeChart({ curves: [], points: [point('Nash bargaining', 0.5, 0.85), point('Kalai-Smorodinsky', 0.52, 0.82), point('no deal', 0, 0)], xLabel: '', yLabel: '' }, 800));
    expect(all(svg, 'text.point-name').map((t) => t.textContent)).toEqual(['Nash bargaining', 'Kalai-Smorodinsky', 'no deal']);
  });
  it('finds another side when one is taken, inside the frame', () => {
    const frame = { x0: 0, x1: 400, y0: 0, y1: 300 };
    const taken: Parameters<typeof placeLabel>[3] = [];
    expect(placeLabel(200, 100, 10, taken, frame).anchor).toBe('start');
    expect(placeLabel(200, 100, 10, taken, frame).anchor).toBe('end');
    expect(placeLabel(395, 200, 10, [], frame).anchor).toBe('end');
  });
});

describe('reading a chart without a mouse', () => {
  const marks = [0, 1].flatMap((row) => [0, 1, 2].map((k) => ({ x: 10 * k, y: 10 * row, row, text: `${row}${k}` })));
  it('steps along a row and between rows, and stops at the ends', () => {
    expect(step(marks, -1, 'ArrowRight')).toBe(0);
    expect(step(marks, 1, 'ArrowDown')).toBe(4);
    expect(step(marks, 4, 'ArrowUp')).toBe(1);
    expect(step(marks, 5, 'ArrowRight')).toBe(5);
    expect(step(marks, 5, 'ArrowDown')).toBe(5);
    expect([step(marks, 3, 'Home'), step(marks, 3, 'End')]).toEqual([0, 5]);
  });
  it('finds the nearest mark, and one with a size anywhere inside it', () => {
    expect(nearest(marks, 11, 9)).toBe(4);
    expect(nearest([{ x: 50, y: 50, width: 100, height: 10, text: '' }, { x: 95, y: 80, text: '' }], 95, 52)).toBe(0);
    expect(nearest([], 0, 0)).toBe(-1);
  });
  it('says the value in words', async () => {
    root = document.createElement('div');
    document.body.append(root);
    await act(() => {
      render(<Chart id="c" title="T" subtitle="percent" source="S" table={{ columns: [{ key: 'a', label: 'A' }], rows: [] }} draw={(w) => barChart({ xLabel: '', bars: [{ name: 'Mexico', value: -1, label: '', read: 'Mexico: -1%' }] }, w)} />, root);
    });
    await act(() => { root.querySelector('.plot')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true })); });
    expect(root.querySelector('output')!.textContent).toBe('Mexico: -1%');
    expect(all(root, 'svg .cursor')).toHaveLength(1);
    expect(all(root, '.tools button, .tools a, .tools summary').map((b) => b.textContent)).toEqual(['CSV', 'SVG', 'Link', 'Table']);
  });
});

it('exports a picture that stands alone: title, units, legend, notes, source, no classes', () => {
  const svg = mount(barChart({ xLabel: 'percent', bars: [{ name: 'A & B', value: 1, label: '1', read: '' }] }, 500));
  const legend = document.createElement('div');
  legend.innerHTML = '<ul><li><svg width="18" height="12"><rect class="fill s1"/></svg>United States on China</li><li><svg width="18" height="12"></svg>China on United States</li></ul>';
  const text = standalone(svg, { title: 'A title', subtitle: 'percent', source: 'Cobden, a source', notes: ['No opinion on boundaries.'] }, legend);
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
  expect(parsed.querySelector('parsererror')).toBeNull();
  const words = [...parsed.querySelectorAll('text')].map((t) => t.textContent);
  for (const wanted of ['A title', 'percent', 'Cobden, a source', 'A & B', 'United States on China', 'China on United States', 'No opinion on boundaries.']) expect(words).toContain(wanted);
  expect(text).not.toContain('class=');
});
