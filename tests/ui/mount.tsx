/** Puts the page into the test's document with a fake trainer and no storage of its own. */
import { createRoot, type Root } from 'react-dom/client';
import { connectApi } from '../../src/workers/client.ts';
import { createApp, type App, type AppOptions } from '../../src/ui/app/createApp.ts';
import { Page } from '../../src/ui/page/Page.tsx';
import { memoryPreferenceDb } from '../../src/ui/storage/preferenceDb.ts';
import { memoryRunsDb } from '../../src/ui/runs/state/runsDb.ts';
import '../../src/ui/styles/tokens.css';
import '../../src/ui/styles/global.css';
import { FakeModels, type FakeModelsOptions } from './fakeModels.ts';
import { FakeTrainer, type FakeOptions } from './fakeTrainer.ts';
import { memoryStorage } from './memoryStorage.ts';

export interface Mounted {
  readonly app: App;
  readonly trainer: FakeTrainer;
  readonly models: FakeModels;
  /** Files handed to the person, newest last. */
  readonly downloads: { readonly name: string; readonly text: string }[];
  /** Files of other kinds handed to the person, newest last. */
  readonly downloadedFiles: { readonly name: string; readonly file: Blob }[];
  /** The `#…` part of the address, as the page last wrote it. */
  readonly hash: () => string;
}

let root: Root | null = null;
let host: HTMLElement | null = null;

/** Mounts the page and starts its session. `options.trainer` and `options.models` set up the fakes. */
export async function mount(
  options: Partial<AppOptions> & {
    readonly trainer?: FakeOptions;
    readonly models?: FakeModelsOptions;
    /** Returns while the session still opens. */
    readonly whileOpening?: boolean;
  } = {},
): Promise<Mounted> {
  unmount();
  const trainer = new FakeTrainer(options.trainer);
  const models = new FakeModels(options.models);
  const downloads: { name: string; text: string }[] = [];
  const downloadedFiles: { name: string; file: Blob }[] = [];
  let hash = options.hash ?? '';
  const app = await createApp({
    connect: (onEvent) => connectApi(trainer, onEvent),
    connectModels: models.connect,
    openDb: () => Promise.resolve(memoryPreferenceDb()),
    openRuns: () => Promise.resolve(memoryRunsDb()),
    storage: memoryStorage(),
    languages: ['en-GB'],
    hash: '',
    modelRoot: '/models/',
    recordedUrl: '/no-such-run.json',
    probe: () => Promise.resolve(null),
    writeAddress: (next) => {
      hash = next;
    },
    download: (name, text) => downloads.push({ name, text }),
    downloadFile: (name, file) => downloadedFiles.push({ name, file }),
    pickFolder: null,
    random: () => 0.999,
    ...options,
  });
  host = document.createElement('div');
  document.body.append(host);
  root = createRoot(host);
  root.render(<Page app={app} />);
  const started = app.session.start();
  if (!options.whileOpening) await started;
  return { app, trainer, models, downloads, downloadedFiles, hash: () => hash };
}

export function unmount(): void {
  root?.unmount();
  host?.remove();
  root = null;
  host = null;
}
