/** The lab's worker: one model at a time, loaded when a bench asks for one, behind comlink. labClient.ts starts and ends it. */
import { expose } from 'comlink';
import { openOpfsStorage } from '../files/bytes/opfsStorage.ts';
import { ModelStore } from '../files/store/modelStore.ts';
import { openOpfsModels } from '../files/store/opfsModels.ts';
import { LabService } from './labService.ts';

expose(
  new LabService({
    gpu: navigator.gpu,
    readFile: (url, signal) => fetch(url, { signal }),
    openModels: async () => new ModelStore(await openOpfsModels()),
    openChoices: () => openOpfsStorage('kernels'),
  }),
);
