import { useEffect } from 'preact/hooks';
import { api } from './api/client';
import { useLoad } from './lib/ask';
import { address, useRoute, views } from './lib/route';
import { useTheme, type Choice } from './lib/theme';
import { ErrorBox, Loading } from './parts/states';
import { Economy } from './views/economy';
import { Runs } from './views/runs';
import { Schedule } from './views/schedule';
import { Strategy } from './views/strategy';
import { Talks } from './views/talks';

const names: Record<string, string> = { schedule: 'Schedule', economy: 'Economy', strategy: 'Strategy', talks: 'Talks', runs: 'Runs' };
const pages = { schedule: Schedule, economy: Economy, strategy: Strategy, talks: Talks, runs: Runs };

export function App() {
  const { view, params } = useRoute();
  const [theme, setTheme] = useTheme();
  const info = useLoad('info', api.info);
  const chart = params.get('chart');
  useEffect(() => { document.title = `${names[view]} - Cobden`; }, [view]);
  useScrollTo(chart, view);
  const Page = pages[view as keyof typeof pages];
  return (
    <>
      <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); document.getElementById('main')?.focus(); }}>Skip to the content</a>
      <header class="bar">
        <p class="brand"><a href={address('economy')}><svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true"><path d="M22.5 11.5a8 8 0 1 0 0 9" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" /><circle cx="24" cy="16" r="2.6" fill="currentColor" /></svg>Cobden</a></p>
        <nav aria-label="Views">
          <ul>{views.map((v) => <li key={v}><a href={address(v)} aria-current={v === view ? 'page' : undefined}>{names[v]}</a></li>)}</ul>
        </nav>
        <label class="theme"><span class="hidden">Colours</span>
          <select value={theme} onChange={(e) => setTheme(e.currentTarget.value as Choice)}>
            <option value="auto">Auto</option><option value="light">Light</option><option value="dark">Dark</option>
          </select>
        </label>
      </header>
      <main id="main" tabIndex={-1}>
        {info.data ? <Page info={info.data} params={params} /> : info.error ? <ErrorBox error={info.error} again={info.again} /> : <Loading what="Opening the workbench" />}
      </main>
      <footer class="foot">
        <p>Cobden {info.data?.version ?? ''}. Model results are long-run comparisons of equilibria, not forecasts. Apache-2.0; <a href="/licences.txt">what others wrote</a>.</p>
      </footer>
    </>
  );
}

/** A permalink names its chart; the page scrolls there once the chart is drawn. */
function useScrollTo(chart: string | null, view: string): void {
  useEffect(() => {
    if (!chart) return;
    let tries = 0;
    const timer = setInterval(() => {
      const target = document.getElementById(chart);
      if (target || ++tries > 60) clearInterval(timer);
      target?.scrollIntoView();
    }, 250);
    return () => clearInterval(timer);
  }, [view]);
}
