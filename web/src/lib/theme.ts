import { useEffect, useState } from 'preact/hooks';

export type Choice = 'auto' | 'light' | 'dark';
const key = 'cobden-theme';

function stored(): Choice {
  try {
    const found = localStorage.getItem(key);
    return found === 'light' || found === 'dark' ? found : 'auto';
  } catch {
    return 'auto';
  }
}

/** The colours chosen, or those of the system, as an attribute of the root that the style sheet reads. */
export function useTheme(): [Choice, (choice: Choice) => void] {
  const [choice, setChoice] = useState<Choice>(stored);
  useEffect(() => {
    const system = window.matchMedia?.('(prefers-color-scheme: dark)');
    const apply = () => {
      document.documentElement.dataset.theme = choice === 'auto' ? (system?.matches ? 'dark' : 'light') : choice;
    };
    apply();
    system?.addEventListener('change', apply);
    return () => system?.removeEventListener('change', apply);
  }, [choice]);
  return [choice, (next) => {
    try {
      localStorage.setItem(key, next);
    } catch { /* a browser without storage forgets the choice */ }
    setChoice(next);
  }];
}
