import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { fileName, save, standalone } from '../lib/download';
import { toCsv, type DataTable } from '../lib/table';
import { Table } from '../parts/table';

/** One thing that can be pointed at, by mouse, touch or arrow keys: where it is and what is read there. */
export interface Mark { x: number; y: number; text: string; row?: number; width?: number; height?: number }

export interface Drawing { width: number; height: number; marks: Mark[]; content: ComponentChildren; legend?: ComponentChildren; note?: ComponentChildren }

interface Props {
  id: string;
  title: string;
  /** Units, and what the chart shows in one line. */
  subtitle: string;
  source: string;
  table: DataTable;
  draw(width: number): Drawing;
  controls?: ComponentChildren;
  after?: ComponentChildren;
}

function useWidth(): [(node: HTMLElement | null) => void, number] {
  const [node, setNode] = useState<HTMLElement | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!node) return;
    const measure = () => setWidth(Math.floor(node.clientWidth) || 720);
    measure();
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, [node]);
  return [setNode, width];
}

/** The mark that lies nearest; a mark with a size counts as hit anywhere inside it. */
export function nearest(marks: Mark[], x: number, y: number): number {
  let best = -1, least = Infinity;
  marks.forEach((m, k) => {
    const dx = Math.max(0, Math.abs(x - m.x) - (m.width ?? 0) / 2), dy = Math.max(0, Math.abs(y - m.y) - (m.height ?? 0) / 2);
    const distance = dx * dx + dy * dy;
    if (distance < least) { least = distance; best = k; }
  });
  return best;
}

/** The mark that an arrow key leads to: left and right along the list, up and down to the nearest of another row. */
export function step(marks: Mark[], at: number, key: string): number {
  if (!marks.length) return -1;
  if (key === 'Home') return 0;
  if (key === 'End') return marks.length - 1;
  if (at < 0) return 0;
  if (key === 'ArrowRight') return Math.min(marks.length - 1, at + 1);
  if (key === 'ArrowLeft') return Math.max(0, at - 1);
  const here = marks[at]!;
  if (here.row === undefined) return key === 'ArrowDown' ? Math.min(marks.length - 1, at + 1) : Math.max(0, at - 1);
  const wanted = here.row + (key === 'ArrowDown' ? 1 : -1);
  let best = at, least = Infinity;
  marks.forEach((m, k) => {
    if (m.row === wanted && Math.abs(m.x - here.x) < least) { least = Math.abs(m.x - here.x); best = k; }
  });
  return best;
}

const keys = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End']);

/** Every chart of the page: title, units, the drawing, a line that reads the value pointed at, source, downloads, a link. */
export function Chart({ id, title, subtitle, source, table, draw, controls, after }: Props) {
  const [measure, width] = useWidth();
  const [at, setAt] = useState(-1);
  const svg = useRef<SVGSVGElement | null>(null);
  const legend = useRef<HTMLDivElement | null>(null);
  // Drawn once for its data and width: thousands of cells must not be drawn again as the cursor moves.
  const drawing = useMemo(() => (width ? draw(width) : null), [draw, width]);
  const marks = drawing?.marks ?? [];
  const mark = at >= 0 ? marks[at] : undefined;

  const point = (event: JSX.TargetedPointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setAt(nearest(marks, event.clientX - box.left, event.clientY - box.top));
  };
  const press = (event: JSX.TargetedKeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Escape') { setAt(-1); return; }
    if (!keys.has(event.key)) return;
    event.preventDefault();
    setAt(step(marks, at, event.key));
  };
  const saveSvg = () => {
    if (!svg.current) return;
    const notes = [...svg.current.closest('figure')!.querySelectorAll(':scope > .note')].map((n) => n.textContent ?? '');
    save(fileName(title, 'svg'), 'image/svg+xml', standalone(svg.current, { title, subtitle, source, notes }, legend.current));
  };
  return (
    <figure class="chart" id={id}>
      <figcaption>
        <h2>{title}</h2>
        <p class="units">{subtitle}</p>
      </figcaption>
      {controls && <div class="controls">{controls}</div>}
      <div ref={legend}>{drawing?.legend}</div>
      <div class="plot" ref={measure} tabIndex={0} role="group" aria-label={`${title}. ${subtitle}. Arrow keys read the values.`} onKeyDown={press} onBlur={() => setAt(-1)}>
        {drawing && (
          <svg ref={svg} width={drawing.width} height={drawing.height} viewBox={`0 0 ${drawing.width} ${drawing.height}`} role="img" aria-label={title}
            onPointerMove={point} onPointerDown={point} onPointerLeave={(e) => { if (e.pointerType === 'mouse') setAt(-1); }}>
            {drawing.content}
            {mark && (mark.width
              ? <rect class="cursor" x={mark.x - mark.width / 2} y={mark.y - (mark.height ?? mark.width) / 2} width={mark.width} height={mark.height ?? mark.width} />
              : <circle class="cursor" cx={mark.x} cy={mark.y} r={6} />)}
          </svg>
        )}
      </div>
      <output class="readout" aria-live="polite">{mark ? mark.text : <span class="hint">Point at the chart, or use the arrow keys, to read a value.</span>}</output>
      {drawing?.note && <p class="note">{drawing.note}</p>}
      {after}
      <p class="source">{source}</p>
      <div class="tools">
        <button type="button" onClick={() => save(fileName(title, 'csv'), 'text/csv', toCsv(table))} aria-label={`Download CSV: ${title}`}>CSV</button>
        <button type="button" onClick={saveSvg} aria-label={`Download SVG: ${title}`}>SVG</button>
        <Permalink chart={id} title={title} />
        <details class="data">
          <summary aria-label={`Table: ${title}`}>Table</summary>
          <Table table={table} caption={`${title}. ${subtitle}`} limit={60} />
        </details>
      </div>
    </figure>
  );
}

/** A link to this chart in this state; it is copied as well, where the browser lets a page do so. */
export function Permalink({ chart, title }: { chart: string; title: string }) {
  const [copied, setCopied] = useState(false);
  const target = () => {
    const [path = '', search = ''] = location.hash.split('?', 2);
    const params = new URLSearchParams(search);
    params.set('chart', chart);
    return `${location.origin}${location.pathname}${path || '#/economy'}?${params}`;
  };
  const copy = (event: Event) => {
    event.preventDefault();
    const link = target();
    window.history.replaceState(null, '', link);
    void navigator.clipboard?.writeText(link).then(() => { setCopied(true); setTimeout(() => setCopied(false), 2000); }, () => undefined);
  };
  return <a href={`#${chart}`} onClick={copy} aria-label={`${copied ? 'Copied' : 'Link'}: ${title}`} class="permalink">{copied ? 'Copied' : 'Link'}</a>;
}
