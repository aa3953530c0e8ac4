/**
 * One panel of the page in a frame, on a slide or in an article: `?embed=1&panel=…`, with `lang` and `theme`, and the run of
 * the link behind `#`, or the page's own recording. It opens no model and keeps nothing, so it needs no GPU and no storage
 * of the page around it; an experiment alone asks for one, when it is started. Loaded in place of the page.
 */
import { createRoot } from 'react-dom/client';
import { connectTrainerWorker } from '../../workers/client.ts';
import { connectModelsWorker } from '../../workers/modelsClient.ts';
import { downloadFile, downloadText } from '../app/browser.ts';
import { createApp, type App } from '../app/createApp.ts';
import { memoryRunsDb } from '../runs/state/runsDb.ts';
import { memoryPreferenceDb } from '../storage/preferenceDb.ts';
import { EmbeddedPanel } from './EmbeddedPanel.tsx';

/** @param base where models and the recording lie */
export async function beginEmbed(base: URL, { origin, pathname, search, hash }: Location): Promise<void> {
  const asked = new URLSearchParams(search);
  const app = await embeddedApp(base, asked, hash);
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no #root.');
  document.documentElement.lang = app.ui.getState().language === 'zh' ? 'zh-CN' : 'en';
  // Kept free for a scrollbar on the page, which a frame has not.
  document.documentElement.style.scrollbarGutter = 'auto';
  const { theme } = app.ui.getState();
  if (theme !== 'system') document.documentElement.dataset.theme = theme;
  createRoot(root).render(
    <EmbeddedPanel app={app} panel={asked.get('panel') ?? 'charts'} whole={origin + pathname + hash} />,
  );
}

/** The page's state without a trainer and without storage, at the run that is shown. */
export async function embeddedApp(base: URL, asked: URLSearchParams, hash: string): Promise<App> {
  const app = await createApp({
    // Never started: nobody opens a session here.
    connect: connectTrainerWorker,
    connectModels: connectModelsWorker,
    probe: () => Promise.resolve('api'),
    openDb: () => Promise.resolve(memoryPreferenceDb()),
    openRuns: () => Promise.resolve(memoryRunsDb()),
    storage: remembered({ 'nudge:language': asked.get('lang'), 'nudge:theme': asked.get('theme') }),
    languages: navigator.languages,
    hash,
    modelRoot: new URL('models/', base).href,
    recordedUrl: new URL('recorded/run.json', base).href,
    writeAddress: () => undefined,
    download: downloadText,
    downloadFile,
    pickFolder: null,
  });
  // A model's address that a link names is for the whole page.
  app.closeDialog();
  if (!/[#&]run=/.test(hash) && (await app.recorded.load())) {
    const { run } = app.recorded.store.getState();
    app.recorded.seek(run?.history.length ?? 0);
    app.run.setState({ view: 'recorded' });
  }
  return app;
}

/** What was asked for, as if the browser had kept it; forgets all else. */
function remembered(entries: Readonly<Record<string, string | null>>): Storage {
  const map = new Map(Object.entries(entries).filter(([, value]) => value !== null));
  return {
    length: map.size,
    clear: () => map.clear(),
    getItem: (key) => map.get(key) ?? null,
    key: () => null,
    removeItem: (key) => void map.delete(key),
    setItem: (key, value) => void map.set(key, value),
  };
}
