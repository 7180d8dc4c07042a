import { describe, expect, it } from 'vitest';
import { compact, day, duration, number, percentOf, signed, signedBillion, the, The } from '../../src/lib/format';

describe('numbers as they are read', () => {
  it('have a true minus sign, a plus where direction matters, and never a signed zero', () => {
    expect(signed(0.284)).toBe('+0.28');
    expect(signed(-0.599)).toBe('\u22120.60');
    expect(signed(-0.001)).toBe('0.00');
    expect(signed(0.001)).toBe('0.00');
    expect(number(-1234.5, 1)).toBe('\u22121,234.5');
  });
  it('say so when there is none', () => {
    for (const none of [null, undefined, NaN, Infinity]) expect([number(none), signed(none), compact(none)]).toEqual(['n/a', 'n/a', 'n/a']);
  });
  it('keep three significant digits in compact form', () => {
    expect(['0', '0.284', '12.3', '1,235', '0.00012'].join()).toBe([0, 0.2843, 12.345, 1234.6, 0.00012].map(compact).join());
    expect(compact(5.6e-11)).toBe('5.6e\u221211');
  });
  it('turn millions into billions, shares into percent, dates and seconds into words', () => {
    expect(signedBillion(-438123.4)).toBe('\u2212438.1');
    expect(percentOf(0.16)).toBe('16%');
    expect(day('2025-05-02 23:59 -0400')).toBe('2 May 2025');
    expect([duration(0.0021), duration(15.04), duration(125), duration(null)]).toEqual(['2 ms', '15.0 s', '2 min 5 s', '']);
  });
  it('put an article where English has one', () => {
    expect([the('United States'), the('China'), The('European Union'), the('Rest of the world')]).toEqual(['the United States', 'China', 'The European Union', 'the rest of the world']);
  });
});
