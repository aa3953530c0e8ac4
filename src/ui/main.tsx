/** The page's entry: real browser, real worker. Tests build their own App instead. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connectTrainerWorker } from '../workers/client.ts';
import { connectModelsWorker } from '../workers/modelsClient.ts';
import { askToPersist, localItems } from '../files/siteStorage.ts';
import { createApp } from './app/createApp.ts';
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

const base = new URL(import.meta.env.BASE_URL, window.location.href);

const app = await createApp({
  connect: connectTrainerWorker,
  connectModels: connectModelsWorker,
  deviceMemory: deviceMemory(),
  openDb: openPreferenceDb,
  storage: localItems(),
  languages: navigator.languages,
  hash: window.location.hash,
  modelRoot: new URL('models/', base).href,
  recordedUrl: new URL('recorded/run.json', base).href,
  probe: () => missingWebGpu(window),
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
warnBeforeLeaving(() => app.preferences.unsaved > 0);

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
createRoot(root).render(
  <StrictMode>
    <Page app={app} />
  </StrictMode>,
);
void app.session.start();
