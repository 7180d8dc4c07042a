// Writes data/map/world-110m.csv, the outlines that cobden draws its world map from: Natural Earth's countries
// (public domain) from the npm package world-atlas, projected to Equal Earth (Savric, Patterson and Jenny 2019:
// areas stay comparable, as a choropleth needs) and rounded to whole units, a country a line.
//
//   npm install --prefix DIR world-atlas@2.0.2 topojson-client@3.1.0 d3-geo@3.1.2 i18n-iso-countries@7.14.0
//   node scripts/map_outlines.mjs DIR data/map/world-110m.csv
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const WIDTH = 4100; // units of the file: five to a pixel of the chart
const SMALL = 250; // square units (10 square pixels): below it a country is also a dot
const ANTARCTICA = 'ATA';

const [, , packages, target] = process.argv;
if (!target) {
  console.error('usage: node scripts/map_outlines.mjs DIR OUT.csv (DIR holds node_modules)');
  process.exit(2);
}
const load = async (name) => {
  const module = await import(pathToFileURL(join(packages, 'node_modules', name)).href);
  return module.default ?? module;
};
const geo = await load('d3-geo/dist/d3-geo.mjs');
const topojson = await load('topojson-client/dist/topojson-client.js');
const iso = await load('i18n-iso-countries/entry-node.js');

/** Areas that ISO 3166 does not list stand with the state it lists them under; Kosovo has a code in use. */
const UNLISTED = { Kosovo: 'XKX', 'N. Cyprus': 'CYP', Somaliland: 'SOM' };

/** Polygons by ISO 3166-1 alpha-3 code: a list of GeoJSON polygon coordinates. */
function countries(file) {
  const topology = JSON.parse(readFileSync(join(packages, 'node_modules/world-atlas', file)));
  const byCode = new Map();
  for (const { id, properties, geometry } of topojson.feature(topology, topology.objects.countries).features) {
    const code = id ? iso.numericToAlpha3(id) : UNLISTED[properties.name];
    if (!code || !geometry || code === ANTARCTICA) continue;
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    byCode.set(code, [...(byCode.get(code) ?? []), ...polygons]);
  }
  return byCode;
}

const coarse = countries('countries-110m.json');
const fine = countries('countries-50m.json');
const multi = (polygons) => ({ type: 'MultiPolygon', coordinates: polygons });
const world = { type: 'GeometryCollection', geometries: [...coarse.values()].map(multi) };
const projection = geo.geoEqualEarth().fitWidth(WIDTH, world);
const draw = geo.geoPath(projection);
const height = Math.ceil(draw.bounds(world)[1][1]);

/** An outline in whole units as an SVG path of relative moves; points that fall together are one. */
function outline(polygons) {
  let text = '';
  for (const ring of draw(multi(polygons)).split('M').slice(1)) {
    const points = ring.replace('Z', '').split('L').map((p) => p.split(',').map((v) => Math.round(Number(v))));
    const kept = points.filter((p, i) => i === 0 || p[0] !== points[i - 1][0] || p[1] !== points[i - 1][1]);
    if (kept.length < 3) continue;
    let [x, y] = kept[0];
    text += `M${x} ${y}l`;
    text += kept.slice(1).map(([u, v]) => { const step = `${u - x} ${v - y}`; [x, y] = [u, v]; return step; }).join(' ');
    text += 'z';
  }
  return text.replaceAll(' -', '-');
}

const largest = (polygons) => polygons.reduce((a, b) => (draw.area(multi([b])) > draw.area(multi([a])) ? b : a));
const lines = ['code,x,y,small,outline'];
for (const code of [...new Set([...coarse.keys(), ...fine.keys()])].sort()) {
  const shape = coarse.get(code);
  const [x, y] = draw.centroid(multi([largest(shape ?? fine.get(code))])).map(Math.round);
  if (!(x >= 0 && x <= WIDTH && y >= 0 && y <= height)) continue; // south of the map
  const small = !shape || draw.area(multi(shape)) < SMALL;
  lines.push(`${code},${x},${y},${small ? 1 : 0},${shape ? outline(shape) : ''}`);
}
writeFileSync(target, lines.join('\n') + '\n');
console.log(`${lines.length - 1} countries, ${WIDTH} x ${height} units`);
