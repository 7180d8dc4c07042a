import { describe, expect, it } from 'vitest';
import type { Run, TalksResults } from '../../src/api/types';
import { conclusions } from '../../src/talks/brief';
import { concessionSteps, dealName } from '../../src/talks/charts';
import { addressOf } from '../../src/views/runs';
import { decodeSettings, encodeSettings } from '../../src/views/talks';

const bare: TalksResults = { sides: { first: 'USA', second: 'CHN' }, concession: 'control', money_unit: 'bn USD', threat_points: [{ name: 'status quo', solved: true, mean_tariff_pct: { first_on_second: 122, second_on_first: 113 }, against_base_billion: { first: -87.2, second: -97.4 } }], assumptions: [] };

describe('the brief in short', () => {
  it('says what there is and no more', () => {
    expect(conclusions(bare, 'United States', 'China')).toEqual(['The duties change the real income of the United States by \u221287 and of China by \u221297 bn USD a year.']);
  });
  it('names the belief needed, and the case in which none is enough', () => {
    const headline = { prior: 'pooled', reading: 'the concession alone', counted_worth_billion: 1, gain_billion: 1, loss_billion: 5, threshold: { value: 0.23 }, detection_needed: 0.4, prior_is_enough: true };
    const b = { offer: 'o', prior: 0.25, stakes_billion: { relief_first: 1, leverage_first: 0, relief_second: 1, cost_second: 1 }, headline, cases: [], complies: true, snapback_periods: 1, monitoring: [] };
    expect(conclusions({ ...bare, belief_threshold: b }, 'United States', 'China')[1]).toBe('The United States must believe with 0.23 that China is sincere, counting the concession alone; the prior of 0.25 (judged) is enough.');
    expect(conclusions({ ...bare, belief_threshold: { ...b, headline: { ...headline, threshold: null } } }, 'United States', 'China')[1]).toMatch(/no belief is high enough/);
  });
});

describe('concessions step by step', () => {
  const keeping = (e: Partial<NonNullable<TalksResults['enforcement']>>) => concessionSteps({ ...bare, enforcement: { critical_discounts: [], pooled: { name: '', first: 0, second: 0 }, ...e } });
  it('follow the plan that both keep', () => {
    const steps = [{ by: 'first' as const, amount: 0.4, slack: 0 }, { by: 'second' as const, amount: 1, slack: 0 }, { by: 'first' as const, amount: 0.6, slack: 0 }];
    expect(keeping({ sequence: { first_moves_first: true, unravels: false, share_first: 0.5, share_second: 0.5, steps } })).toEqual(steps);
  });
  it('are none where a plan unravels, and two whole moves where none is needed', () => {
    expect(keeping({ sequence: { first_moves_first: true, unravels: true, share_first: 0, share_second: 0, steps: [] } })).toEqual([]);
    expect(keeping({ no_sequence: 'relief pays the first side by itself: it loses nothing by going first' }).map((s) => s.by)).toEqual(['first', 'second']);
    expect(keeping({ no_sequence: 'the concession costs the second side nothing: it can go first' }).map((s) => s.by)).toEqual(['second', 'first']);
    expect(keeping({ no_sequence: "one side has nothing to gain from the other's part" })).toEqual([]);
  });
});

it('keeps judged numbers in the address', () => {
  const set = { prior: '0.4', detection: '0.2, 0.6,0.9' };
  expect(decodeSettings(encodeSettings(set))).toEqual({ prior: '0.4', detection: '0.2,0.6,0.9' });
  expect(decodeSettings('prior~*~3')).toEqual({});
});

it('shortens the names of deals', () => {
  expect(dealName('fentanyl duty off, full control with tighter control of fentanyl precursor exports at 1')).toBe('fentanyl duty off, full control');
  expect(dealName('truce of 14 May')).toBe('truce of 14 May');
});

it('opens each stored run in the view of its question, with its settings', () => {
  const run = { id: '7', title: '', scenario: 'us-china-2025', state: 'done', created: '', started: null, finished: null, version: '', seconds: 1, exit_code: 0, message: '', progress: null } as const;
  const open = (question: string, options: Record<string, unknown>) => addressOf({ ...run, question, options } as Run);
  expect(open('run', { benchmark: 'world-2022', closure: 'income' })).toBe('#/economy?run=7&base=us-china-2025&bench=world-2022&closure=income');
  expect(open('frontier', { players: ['USA', 'CHN'] })).toBe('#/strategy?run=7&base=us-china-2025&q=frontier&first=USA&second=CHN');
  expect(open('talks', {})).toBe('#/talks?run=7&base=us-china-2025');
  expect(open('precursor', {})).toBe('#/talks?offer=7&base=us-china-2025');
});
