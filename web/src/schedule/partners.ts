import type { Item } from '../api/types';

/** Partners of the United States in the schedule's trade table; China's schedule knows one. */
export const partners: Item[] = [
  ['CHN', 'China'], ['EUU', 'European Union'], ['MEX', 'Mexico'], ['CAN', 'Canada'], ['JPN', 'Japan'], ['KOR', 'Korea'], ['VNM', 'Viet Nam'], ['TWN', 'Chinese Taipei'],
  ['IND', 'India'], ['GBR', 'United Kingdom'], ['CHE', 'Switzerland'], ['THA', 'Thailand'], ['MYS', 'Malaysia'], ['SGP', 'Singapore'], ['IDN', 'Indonesia'], ['BRA', 'Brazil'],
  ['ISR', 'Israel'], ['TUR', 'Turkiye'], ['PHL', 'Philippines'], ['KHM', 'Cambodia'], ['BGD', 'Bangladesh'], ['AUS', 'Australia'], ['ZAF', 'South Africa'], ['HKG', 'Hong Kong'],
].map(([code = '', label = '']) => ({ code, label }));

export const economyName = (code: string): string => (code === 'USA' ? 'United States' : partners.find((p) => p.code === code)?.label ?? code);

/** The partners that an importer's schedule has rates for. */
export const partnersOf = (importer: string): Item[] => (importer === 'CHN' ? [{ code: 'USA', label: 'United States' }] : partners);
