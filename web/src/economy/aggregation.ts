import text from '../../../data/world-2022-12.map.csv?raw';
import type { Item } from '../api/types';

/** Which economies and sectors of world-2022 are one in world-2022-12, from the file that the engine aggregates with. */
export interface Link { axis: 'country' | 'sector'; from: string; to: string }

export const links: Link[] = text.trim().split('\n').slice(1).map((line) => {
  const [axis = '', from = '', to = ''] = line.split(',');
  return { axis: axis as Link['axis'], from, to };
});

export const membersOf = (axis: Link['axis'], code: string): string[] => links.filter((l) => l.axis === axis && l.to === code).map((l) => l.from);

export const groupOf = (axis: Link['axis'], code: string): string | undefined => links.find((l) => l.axis === axis && l.from === code)?.to;

/**
 * Codes of one size of the world in the words of another: what the benchmark has stays, a group becomes its members, a
 * member its group. Words such as "goods" or "all", which every benchmark knows, stay too.
 */
export function translated(axis: Link['axis'], codes: string[], known: Item[]): string[] {
  const has = new Set(known.map((i) => i.code));
  const out = codes.flatMap((code) => {
    if (has.has(code)) return [code];
    const members = membersOf(axis, code).filter((m) => has.has(m));
    if (members.length) return members;
    const group = groupOf(axis, code);
    return group && has.has(group) ? [group] : [code];
  });
  return [...new Set(out)];
}

/** The value of an economy, its group's where the benchmark has merged it; the rest of the world stands for nobody. */
export function valueFor(code: string, values: Map<string, number>): { code: string; value: number } | undefined {
  const own = values.get(code);
  if (own !== undefined) return { code, value: own };
  const group = groupOf('country', code);
  const merged = group && group !== 'ROW' ? values.get(group) : undefined;
  return group && merged !== undefined ? { code: group, value: merged } : undefined;
}
