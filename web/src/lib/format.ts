/** Numbers as they are read: a true minus sign, a plus where direction matters, thousands apart, never "-0.00". */

const minus = '\u2212';

function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return /[1-9]/.test(text) && value < 0 ? minus + text : text;
}

export function number(value: number | null | undefined, digits = 2): string {
  return value === null || value === undefined || !Number.isFinite(value) ? 'n/a' : fixed(value, digits);
}

export function signed(value: number | null | undefined, digits = 2): string {
  const text = number(value, digits);
  return value !== null && value !== undefined && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Three significant digits for numbers of any size: 0.00012, 1.23, 12,300. */
export function compact(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return 'n/a';
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return digits > 6 ? value.toExponential(1).replace('-', minus) : fixed(value, Math.min(digits, 6)).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}

export const signedCompact = (value: number | null | undefined): string =>
  value !== null && value !== undefined && value > 0 ? `+${compact(value)}` : compact(value);

/** Billions of a benchmark's million USD. */
export const billion = (millions: number, digits = 1): string => number(millions / 1000, digits);
export const signedBillion = (millions: number, digits = 1): string => signed(millions / 1000, digits);

export const percentOf = (share: number, digits = 0): string => `${number(100 * share, digits)}%`;

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** 2025-05-02 to "2 May 2025". */
export function day(iso: string): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
  return found ? `${Number(found[3])} ${months[Number(found[2]) - 1]} ${found[1]}` : iso;
}

/** 2026-11-26T07:23:41Z to "26 November 2026, 07:23" in the reader's time zone. */
export function moment(iso: string | null): string {
  if (!iso) return '';
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getDate()} ${months[at.getMonth()]} ${at.getFullYear()}, ${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function duration(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds < 1) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds < 60) return `${number(seconds, 1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

const articled = /^(United States|European Union|United Kingdom|Rest of the world|Philippines|Netherlands|Czech Republic|DR Congo)/;

/** "United States" as it stands inside a sentence. */
export const the = (name: string): string => (articled.test(name) ? `the ${name.replace(/^Rest/, 'rest')}` : name);
export const The = (name: string): string => (articled.test(name) ? `The ${name.replace(/^Rest/, 'rest')}` : name);

const measures: Record<string, string> = {
  welfare_exact: 'Real income', real_wage: 'Real wage', price_index: 'Consumer prices', wage: 'Nominal wage',
  welfare_first_order: 'Real income, first order', terms_of_trade: 'Terms of trade', volume_of_trade: 'Volume of trade',
  exports: 'Exports', imports: 'Imports', tariff_revenue: 'Tariff revenue', output: 'Output', average_tariff: 'Average tariff',
  deficit: 'Trade deficit', income: 'Income', value_added: 'Value added', output_volume: 'Output at base prices',
  unit_cost: 'Unit cost', trade_customs_value: 'Trade at customs value', trade_tariff_inclusive_value: 'Trade with tariffs',
};

export const measureName = (code: string): string => measures[code] ?? code.replaceAll('_', ' ');
