/** The page's entry: real browser, real worker. Tests build their own App instead. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { beginTrainerWorker, connectTrainerWorker, endBegunWorker } from '../workers/client.ts';
import { connectModelsWorker } from '../workers/modelsClient.ts';
import { askToPersist, localItems } from '../files/siteStorage.ts';
import { createApp, type App } from './app/createApp.ts';
import { LOOKS } from './page/BesidePlaces.ts';
import { Page } from './page/Page.tsx';
import {
  deviceMemory,
  downloadFile,
  downloadText,
  folderPicker,
  warnBeforeLeaving,
  writeAddress,
} from './app/browser.ts';
import { openPreferenceDb } from './storage/preferenceDb.ts';
import { missingWebGpu } from './app/state/webGpu.ts';
import './styles/tokens.css';
import './styles/global.css';

// Before anything else, and side by side with it: the first answers wait for both.
const embedded = /[?&]embed=1\b/.test(window.location.search);
if (!embedded && (navigator.gpu as GPU | undefined)) beginTrainerWorker();
let probing: ReturnType<typeof missingWebGpu> | null = embedded ? null : missingWebGpu(window);

/** The first answer is on its way; later ones are looked for when they are asked for. */
async function probe(): ReturnType<typeof missingWebGpu> {
  const missing = await (probing ?? missingWebGpu(window));
  probing = null;
  if (missing) endBegunWorker();
  return missing;
}

const base = new URL(import.meta.env.BASE_URL, window.location.href);

/**
 * No `await` at the top of this file: what it waits for may be a part that imports from the page's own file (the
 * dictionaries do), and that part would wait for this file to be done.
 */
async function begin(): Promise<void> {
  if (embedded) return (await import('./page/embed.tsx')).beginEmbed(base, window.location);
  // Told where it stands, should it not come.
  const looks = LOOKS.bring().catch(() => undefined);
  const app = await createApp({
    connect: connectTrainerWorker,
    connectModels: connectModelsWorker,
    deviceMemory: deviceMemory(),
    openDb: openPreferenceDb,
    // Nobody asks for it before there is a run.
    openRuns: async () => (await import('./runs/state/runsDb.ts')).openRunsDb(),
    storage: localItems(),
    languages: navigator.languages,
    hash: window.location.hash,
    modelRoot: new URL('models/', base).href,
    recordedUrl: new URL('recorded/run.json', base).href,
    probe,
    writeAddress,
    download: downloadText,
    downloadFile,
    pickFolder: folderPicker(),
  });

  window.addEventListener('hashchange', () => app.adopt(window.location.hash));

  // Asked only once there is something to lose: some browsers put the question to the person.
  const stopWatching = app.preferences.store.subscribe(({ events }, before) => {
    if (events === before.events || !before.loaded) return;
    stopWatching();
    void askToPersist();
  });
  warnBeforeLeaving(() => app.preferences.unsaved > 0 || app.runs.store.getState().trouble !== null);

  await looks;
  createRoot(rootElement()).render(
    <StrictMode>
      <Page app={app} />
    </StrictMode>,
  );
  await app.session.start();
  // Without it the page is as it was.
  keepForLater(app).catch(() => undefined);
  warm(app).catch(() => undefined);
}

/** Brings what is opened most before anybody does, once the first answers are written. */
async function warm(app: App): Promise<void> {
  await app.rater.source.written;
  const { warmParts } = await import('./page/warmParts.ts');
  await warmParts();
}

/** Keeps the page in this browser, once the first answers are written. */
async function keepForLater(app: App): Promise<void> {
  // The development server's page changes as it is edited. Without https there are no service workers.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { keepOffline } = await import('./offline/keepOffline.ts');
  await keepOffline(app.ui, base, app.rater.source.written);
}

function rootElement(): HTMLElement {
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no #root.');
  return root;
}

begin().catch((error: unknown) => {
  // The one sentence that stands outside the dictionaries: it is said where none could be fetched.
  rootElement().textContent =
    'Nudge could not be loaded whole. What is stored is kept; reload the page. 页面没有完整加载。已保存的内容都在，请重新加载。';
  throw error;
});
