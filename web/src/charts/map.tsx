import { geoNaturalEarth1, geoPath } from 'd3-geo';
import type { FeatureCollection, Geometry } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import atlas from 'world-atlas/countries-110m.json';
import type { Drawing, Mark } from './frame';
import { DivergingLegend } from './heat';
import { dots, lettersOf } from './places';
import { diverging } from './scale';

export interface MapSpec {
  /** The value of an economy by its ISO code, taken from a group where the benchmark has merged it; undefined is missing. */
  value(code: string): number | undefined;
  read(code: string, name: string): string;
  unit: string;
  format(v: number): string;
  values: number[];
  missing: string;
}

const topology = atlas as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>;
const world = feature(topology, topology.objects.countries) as FeatureCollection<Geometry, { name: string }>;
const antarctica = 'ATA';
/** Drawn as dots where the outline is smaller than this many square pixels. */
const smallest = 14;

export const disclaimer =
  'Boundaries and names follow the data (Natural Earth, 1:110m) and are drawn for orientation only. They imply no opinion on the legal status of any country, territory or boundary.';

interface Outline { code: string; name: string; d: string; x: number; y: number; area: number }
interface Sheet { outlines: Outline[]; sphere: string; place(at: [number, number]): [number, number] | null }

let sheet: { width: number; made: Sheet } | null = null;

/** The outlines at a width; kept for the last one, for colours change much more often than sizes. */
function sheetFor(width: number, height: number): Sheet {
  if (sheet?.width === width) return sheet.made;
  const projection = geoNaturalEarth1().fitExtent([[2, 2], [width - 2, height - 2]], { type: 'Sphere' });
  const path = geoPath(projection).digits(1);
  const outlines = world.features.map((f) => {
    const [x, y] = path.centroid(largestPart(f.geometry));
    return { code: lettersOf.get(String(f.id ?? '')) ?? '', name: f.properties.name, d: path(f) ?? '', x, y, area: path.area(f) };
  }).filter((o) => o.code !== antarctica);
  sheet = { width, made: { outlines, sphere: path({ type: 'Sphere' }) ?? '', place: (at) => projection(at) } };
  return sheet.made;
}

/** The world in colours that diverge around zero: missing economies are hatched, small ones are dots. */
export function worldMap(spec: MapSpec, width: number): Drawing {
  const height = Math.round(width * 0.49);
  const { outlines, sphere, place } = sheetFor(width, height);
  const scale = diverging(spec.values);
  const marks: Mark[] = [];
  const small: { code: string; name: string; x: number; y: number; value: number }[] = [];
  const shapes = outlines.map(({ code, name, d, x, y, area }, k) => {
    const value = code ? spec.value(code) : undefined;
    if (value !== undefined && Number.isFinite(x)) {
      if (area < smallest) small.push({ code, name, x, y, value });
      else marks.push({ x, y, text: spec.read(code, name) });
    }
    return <path key={k} class={value === undefined ? 'land missing' : `land div ${scale.classOf(value)}`} d={d} fill={value === undefined ? 'url(#hatch)' : undefined} />;
  });
  for (const [code, where] of Object.entries(dots)) {
    const value = spec.value(code), at = place(where);
    if (value !== undefined && at) small.push({ code, name: code, x: at[0], y: at[1], value });
  }
  small.forEach((s) => marks.push({ x: s.x, y: s.y, text: spec.read(s.code, s.name) }));
  marks.sort((a, b) => a.x - b.x);
  return {
    width, height, marks,
    legend: (
      <div class="map-legend">
        <DivergingLegend scale={scale} unit={spec.unit} format={spec.format} />
        <span class="legend-row one"><svg width="22" height="12" aria-hidden="true"><rect class="missing" x="1" y="1" width="20" height="10" fill="url(#hatch)" /></svg><span class="unit">{spec.missing}</span></span>
        <span class="legend-row one"><svg width="14" height="12" aria-hidden="true"><circle class="dot div z" cx="7" cy="6" r="4" /></svg><span class="unit">small economies</span></span>
      </div>
    ),
    content: (
      <>
        <defs>
          <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect class="hatch-ground" width="5" height="5" />
            <line class="hatch-line" x1="0" y1="0" x2="0" y2="5" />
          </pattern>
        </defs>
        <path class="sphere" d={sphere} />
        <g>{shapes}</g>
        <g>{small.map((s) => <circle key={s.code} class={`dot div ${scale.classOf(s.value)}`} cx={s.x} cy={s.y} r={width < 520 ? 3 : 4.5} />)}</g>
      </>
    ),
  };
}

/** The part of a country where a cursor is expected: its largest polygon, not the middle of mainland and islands. */
function largestPart(geometry: Geometry): Geometry {
  if (geometry.type !== 'MultiPolygon') return geometry;
  const sized = geometry.coordinates.map((c) => ({ c, size: c[0]!.length }));
  const largest = sized.reduce((a, b) => (b.size > a.size ? b : a));
  return { type: 'Polygon', coordinates: largest.c };
}
