import { useState } from 'preact/hooks';
import { number, signed } from '../lib/format';
import type { Cell, Column, DataTable } from '../lib/table';

const shown = (cell: Cell, column: Column): string => {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  return column.signed ? signed(cell, column.digits ?? 2) : number(cell, column.digits ?? 2);
};

interface Props { table: DataTable; caption: string; limit?: number; label?: string }

/** A table that scrolls sideways by itself on narrow screens; long ones open with their first rows. */
export function Table({ table, caption, limit = 40 }: Props) {
  const [all, setAll] = useState(false);
  const rows = all ? table.rows : table.rows.slice(0, limit);
  const numeric = table.columns.map((_, k) => table.rows.some((row) => typeof row[k] === 'number'));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>{table.columns.map((c, k) => <th key={c.key} scope="col" class={numeric[k] ? 'num' : ''}>{c.label}{c.unit && <span class="unit">{c.unit}</span>}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            <tr key={r}>{row.map((cell, k) => (k === 0
              ? <th key={k} scope="row" class={numeric[k] ? 'num' : ''}>{shown(cell, table.columns[k]!)}</th>
              : <td key={k} class={`${numeric[k] ? 'num' : ''} ${table.columns[k]!.signed && typeof cell === 'number' ? (cell < 0 ? 'down' : cell > 0 ? 'up' : '') : ''}`}>{shown(cell, table.columns[k]!)}</td>))}</tr>
          ))}
        </tbody>
      </table>
      {table.rows.length > limit && !all && <button type="button" class="plain" onClick={() => setAll(true)}>Show all {table.rows.length} rows</button>}
    </div>
  );
}
