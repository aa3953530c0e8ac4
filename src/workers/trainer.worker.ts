/** The worker's entry: one session behind comlink. The page reaches it through client.ts only. */
import { expose } from 'comlink';
import { ModelStore } from '../checkpoint/modelStore.ts';
import { openOpfsModels } from '../checkpoint/opfsModels.ts';
import { openOpfsStorage } from '../checkpoint/opfsStorage.ts';
import { openClassifierWorker } from './classifierClient.ts';
import { Session } from './session.ts';

expose(
  new Session({
    gpu: navigator.gpu,
    readFile: (url, signal) => fetch(url, { signal }),
    openStorage: () => openOpfsStorage(),
    openChoices: () => openOpfsStorage('kernels'),
    openModels: async () => new ModelStore(await openOpfsModels()),
    openClassifier: openClassifierWorker,
  }),
);
