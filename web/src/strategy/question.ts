import type { Question } from '../api/types';

export interface Setting { scenario: string; benchmark: string; first: string; second: string; threat: string; upper: string }

export const questions = [
  { value: 'frontier', label: 'What could both agree on', about: 'Every pair of gains from which neither side can gain but at the other\'s cost, and where three rules of bargaining would end.' },
  { value: 'nash', label: 'Where would a tariff war end', about: 'Tariffs from which neither side gains by moving alone, with a certificate.' },
  { value: 'optimum', label: 'What is one side\'s best reply', about: 'The best tariffs of one government while all others stay as they are.' },
  { value: 'respond', label: 'Where do answers lead', about: 'Moves and answers in turn: short-sighted, and looking several moves ahead.' },
  { value: 'carveouts', label: 'Which carve-outs help most', about: 'What sparing each sector from the present duties does to both sides, and the best list for every budget.' },
  { value: 'cooperate', label: 'What if both shared the gain', about: 'Tariffs that give both sides the same proportional gain.' },
] as const;

export type Asked = (typeof questions)[number]['value'];

export const threats = [
  { value: 'status-quo', label: 'duties stay as they are' }, { value: 'nash', label: 'a tariff war to its end (Nash)' },
  { value: 'base', label: "the benchmark's tariffs" }, { value: 'free-trade', label: 'zero tariffs on each other' },
];

export const initial: Setting = { scenario: 'us-china-2025', benchmark: 'world-2022-12', first: 'USA', second: 'CHN', threat: 'status-quo', upper: '200%' };

export function fromParams(p: URLSearchParams): Setting {
  const get = (key: string, usual: string) => p.get(key) ?? usual;
  return { scenario: get('base', initial.scenario), benchmark: get('bench', initial.benchmark), first: get('first', initial.first), second: get('second', initial.second), threat: get('threat', initial.threat), upper: get('upper', initial.upper) };
}

export function toQuestion(asked: Asked, s: Setting): Question {
  const players: Question['options'] = asked === 'optimum' ? { player: [s.first] } : { players: [s.first, s.second] };
  const partners: Question['options'] = asked === 'optimum' ? { partners: [s.second] } : {};
  const threat: Question['options'] = asked === 'frontier' || asked === 'cooperate' ? { threat: s.threat } : {};
  return { question: asked, scenario: s.scenario, options: { benchmark: s.benchmark, ...players, ...partners, ...threat, upper: s.upper } };
}
