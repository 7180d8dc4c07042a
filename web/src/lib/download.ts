/** Saves files that are made in the page: CSV of a table, SVG of a chart as it is seen, always in the light colours. */

export function save(name: string, type: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export const fileName = (title: string, extension: string): string =>
  `cobden-${title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 60)}.${extension}`;

const copied = [
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'stroke-linejoin', 'opacity',
  'font-size', 'font-weight', 'text-anchor', 'paint-order',
];
const family = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';
const namespace = 'http://www.w3.org/2000/svg';

function copyLook(from: Element, to: Element): void {
  const look = getComputedStyle(from);
  for (const name of copied) {
    const value = look.getPropertyValue(name);
    if (value && !(name === 'stroke-dasharray' && value === 'none')) to.setAttribute(name, value);
  }
  to.removeAttribute('class');
  [...from.children].forEach((child, k) => { const twin = to.children[k]; if (twin) copyLook(child, twin); });
}

function text(content: string, x: number, y: number, size: number, weight = '400', fill = '#333'): SVGTextElement {
  const t = document.createElementNS(namespace, 'text');
  for (const [name, value] of Object.entries({ x, y, 'font-size': size, 'font-weight': weight, fill })) t.setAttribute(name, String(value));
  t.textContent = content;
  return t;
}

export function wrapped(content: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of content.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export interface Caption { title: string; subtitle: string; source: string; notes: string[] }

interface Placed { svg: SVGElement; text: string; x: number; y: number; width: number }

/** The words of an element but those inside its pictures. */
const wordsOf = (element: Element): string => [...element.childNodes].map((n) => (n instanceof SVGElement ? '' : n.textContent ?? '')).join('').trim();

/** The entries of a legend one after the other, in as many rows as the width asks for. */
function placed(legend: Element | null, width: number): { entries: Placed[]; height: number } {
  const entries: Placed[] = [];
  let x = 12, y = 0, row = 0;
  for (const item of legend?.querySelectorAll('li, .legend-row') ?? []) {
    const svg = item.querySelector('svg');
    if (!svg) continue;
    const own = Number(svg.getAttribute('width')) || 18, text = wordsOf(item);
    const needed = own + 6 + text.length * 6.2 + 18;
    if (x > 12 && x + needed > width) { x = 12; y += row + 4; row = 0; }
    entries.push({ svg, text, x, y, width: own });
    x += needed;
    row = Math.max(row, Number(svg.getAttribute('height')) || 12, 14);
  }
  return { entries, height: entries.length ? y + row + 6 : 0 };
}

function looked(element: SVGElement): SVGElement {
  const copy = element.cloneNode(true) as SVGElement;
  copyLook(element, copy);
  return copy;
}

/** The chart with title, units, legend, notes and source inside and every colour written out: a file that stands alone. */
export function standalone(chart: SVGSVGElement, caption: Caption, legend: Element | null = null): string {
  const root = document.documentElement;
  const theme = root.dataset.theme;
  root.dataset.theme = 'light';
  const width = Number(chart.getAttribute('width')) || 720;
  const height = Number(chart.getAttribute('height')) || 400;
  const key = placed(legend, width);
  const inner = looked(chart);
  const keys = key.entries.map((e) => ({ ...e, copy: looked(e.svg) }));
  if (theme) root.dataset.theme = theme; else delete root.dataset.theme;

  const letters = Math.floor((width - 24) / 6.1);
  const titles = wrapped(caption.title, Math.floor((width - 24) / 9)), subtitles = wrapped(caption.subtitle, letters);
  const sources = [...caption.notes, caption.source].flatMap((line) => wrapped(line, letters));
  const head = 16 + titles.length * 21 + subtitles.length * 16;
  const top = head + key.height;
  const total = top + height + sources.length * 15 + 16;
  const outer = document.createElementNS(namespace, 'svg');
  for (const [name, value] of Object.entries({ width, height: total, viewBox: `0 0 ${width} ${total}`, 'font-family': family })) outer.setAttribute(name, String(value));
  const ground = document.createElementNS(namespace, 'rect');
  for (const [name, value] of Object.entries({ width, height: total, fill: '#ffffff' })) ground.setAttribute(name, String(value));
  inner.setAttribute('y', String(top));
  outer.append(ground);
  for (const { copy, text: words, x, y, width: own } of keys) {
    copy.setAttribute('x', String(x));
    copy.setAttribute('y', String(head + y));
    outer.append(copy, text(words, x + own + 6, head + y + 10, 12));
  }
  titles.forEach((line, k) => outer.append(text(line, 12, 24 + 21 * k, 16, '700', '#1a1a1a')));
  subtitles.forEach((line, k) => outer.append(text(line, 12, 24 + 21 * titles.length + 16 * k, 12)));
  sources.forEach((line, k) => outer.append(text(line, 12, top + height + 16 + 15 * k, 11, '400', '#555')));
  outer.append(inner);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(outer)}\n`;
}
