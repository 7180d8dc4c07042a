import { beforeEach, expect, it, vi } from 'vitest';
import { address, change, parse } from '../../src/lib/route';

beforeEach(() => { window.history.replaceState(null, '', '#/economy'); });

it('reads a view and its keys, and opens the economy for anything else', () => {
  expect(parse('#/talks?base=us-china-2025').view).toBe('talks');
  expect(parse('#/talks?base=us-china-2025').params.get('base')).toBe('us-china-2025');
  expect(parse('#/nowhere').view).toBe('economy');
  expect(parse('').view).toBe('economy');
});

it('comes back to the same state through an address', () => {
  const link = address('economy', { s: 'USA.CHN.goods.add.12.5~CHN.USA.all.set.0', hs: 'C26' });
  expect(Object.fromEntries(parse(link).params)).toEqual({ s: 'USA.CHN.goods.add.12.5~CHN.USA.all.set.0', hs: 'C26' });
});

it('changes some keys, drops others, and replaces where a slider moves', () => {
  const push = vi.spyOn(window.history, 'pushState'), replace = vi.spyOn(window.history, 'replaceState');
  change({ hs: 'C26', hm: 'level' });
  change({ hs: null }, 'replace');
  expect(location.hash).toBe('#/economy?hm=level');
  expect(push).toHaveBeenCalledTimes(1);
  expect(replace).toHaveBeenCalledTimes(1);
  change({ hm: 'level' });
  expect(push).toHaveBeenCalledTimes(1);
});
