import { expect, it } from 'vitest';
import { toCsv } from '../../src/lib/table';

it('writes CSV with units in the head, quotes where needed, full precision and nothing a spreadsheet would run', () => {
  const csv = toCsv({
    columns: [{ key: 'a', label: 'Economy' }, { key: 'b', label: 'Real income', unit: '%', digits: 2 }],
    rows: [['Korea, Republic of', -0.123456789], ['=HYPERLINK("x")', null], ['say "so"', 1]],
  });
  expect(csv).toBe('Economy,Real income [%]\n"Korea, Republic of",-0.123456789\n"\'=HYPERLINK(""x"")",\n"say ""so""",1\n');
});
