/** A table as data: what a chart shows, for the screen reader's table and the CSV file alike. */
export interface Column { key: string; label: string; unit?: string; digits?: number; signed?: boolean }
export type Cell = string | number | null | undefined;
export interface DataTable { columns: Column[]; rows: Cell[][] }

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Spreadsheet programs run a text that begins with =, +, - or @; such texts get a leading apostrophe. */
const harmless = (text: string): string => (/^[=+\-@]/.test(text) ? `'${text}` : text);

export function toCsv(table: DataTable): string {
  const head = table.columns.map((c) => quoted(c.unit ? `${c.label} [${c.unit}]` : c.label));
  const lines = table.rows.map((row) => row.map((cell) => {
    if (cell === null || cell === undefined) return '';
    return typeof cell === 'number' ? String(cell) : quoted(harmless(cell));
  }).join(','));
  return `${[head.join(','), ...lines].join('\n')}\n`;
}
