import { useEffect, useState } from 'preact/hooks';

/** The address holds the whole state: #/view?key=value. What has its default is left out, so that links stay short. */
export interface Route { view: string; params: URLSearchParams }

export const views = ['schedule', 'economy', 'strategy', 'talks', 'runs'] as const;

export function parse(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return { view: (views as readonly string[]).includes(path) ? path : 'economy', params: new URLSearchParams(search) };
}

export function address(view: string, params: URLSearchParams | Record<string, string> = {}): string {
  const search = new URLSearchParams(params).toString();
  return `#/${view}${search ? `?${search}` : ''}`;
}

const listeners = new Set<() => void>();
const tell = () => listeners.forEach((listener) => listener());

export function go(view: string, params: URLSearchParams | Record<string, string> = {}): void {
  location.hash = address(view, params);
}

/** Changes some keys of the present address; null takes a key out. A slider replaces, a choice adds to the history. */
export function change(patch: Record<string, string | null>, history: 'push' | 'replace' = 'push'): void {
  const { view, params } = parse(location.hash);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === '') params.delete(key); else params.set(key, value);
  }
  const next = address(view, params);
  if (next === location.hash) return;
  window.history[history === 'push' ? 'pushState' : 'replaceState'](null, '', next);
  tell();
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parse(location.hash));
  useEffect(() => {
    const update = () => setRoute(parse(location.hash));
    listeners.add(update);
    window.addEventListener('hashchange', update);
    window.addEventListener('popstate', update);
    return () => {
      listeners.delete(update);
      window.removeEventListener('hashchange', update);
      window.removeEventListener('popstate', update);
    };
  }, []);
  return route;
}
