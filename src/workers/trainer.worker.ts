/** The worker's entry: one session behind comlink. The page reaches it through client.ts only. */
import { expose } from 'comlink';
import { openOpfsStorage } from '../files/bytes/opfsStorage.ts';
import { Session } from './session.ts';

expose(
  new Session({
    gpu: navigator.gpu,
    readFile: (url, signal) => fetch(url, { signal }),
    openStorage: () => openOpfsStorage(),
    openChoices: () => openOpfsStorage('kernels'),
    answersFirst: true,
    async openModels() {
      const [{ ModelStore }, { openOpfsModels }] = await Promise.all([
        import('../files/store/modelStore.ts'),
        import('../files/store/opfsModels.ts'),
      ]);
      return new ModelStore(await openOpfsModels());
    },
    async openClassifier(request, hooks) {
      const { openClassifierWorker } = await import('./classifierClient.ts');
      return openClassifierWorker(request, hooks);
    },
  }),
);
