import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inCheckout } from '../files';
import { digits, dotted, headings, isCode, search, wordsFor } from '../../src/schedule/products';
import { turningDays } from '../../src/views/schedule';

const traded = readFileSync(inCheckout('data/schedules/cn-imports-from-us-2024.csv'), 'utf8').split('\n').map((line) => line.split(',')[0]!);

describe('words for headings', () => {
  it('name codes that the schedules know', () => {
    const unknown = headings.filter((h) => !traded.some((code) => code.startsWith(h.code)));
    expect(unknown.map((h) => h.code)).toEqual([]);
  });
  it('are there once for each code', () => {
    expect(new Set(headings.map((h) => h.code)).size).toBe(headings.length);
  });
  it.each([['phones', '8517'], ['smartphone', '8517'], ['soy beans', '1201'], ['soybeans', '1201'], ['electric cars', '8703'], ['lithium batteries', '8507'], ['Toys', '9503'], ['rare earth', '2805'], ['chips', '8542']])('find %s', (text, code) => {
    expect(search(text).map((h) => h.code)).toContain(code);
  });
  it('find nothing for nothing', () => {
    expect(search('')).toEqual([]);
    expect(search('zzzz')).toEqual([]);
  });
  it('give the narrowest words for a line', () => {
    expect(wordsFor('8517130000')).toContain('smartphones');
    expect(wordsFor('8599999999')).toBe('electrical equipment');
  });
});

it('takes digits for a code and prints it with dots', () => {
  expect(isCode('8517.13.0000')).toBe(true);
  expect(isCode('4 phones')).toBe(false);
  expect(digits('8517.13')).toBe('851713');
  expect([dotted('8517130000'), dotted('851713'), dotted('85')]).toEqual(['8517.13.0000', '8517.13', '85']);
});

it('finds the days on which averages turn, largest first but in order of time', () => {
  const days = [10, 10, 20, 20.4, 120].map((statutory_pct, k) => ({ date: `2025-02-0${k + 1}`, statutory_pct }));
  expect(turningDays([{ pair: { to: 'USA', from: 'CHN' }, days }]).map((e) => e.name)).toEqual(['3 February 2025: United States on China +10.0', '5 February 2025: United States on China +99.6']);
});
