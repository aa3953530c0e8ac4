/**
 * The checkpoint worker's entry: the models of this browser behind comlink. The page reaches it through
 * modelsClient.ts only.
 */
import { expose } from 'comlink';
import { ModelStore } from '../files/store/modelStore.ts';
import { openOpfsModels } from '../files/store/opfsModels.ts';
import { isPersisted } from '../files/siteStorage.ts';
import { dryDeviceOfAdapter } from '../gpu/dryDevice.ts';
import { ModelsService } from './models.ts';

expose(
  new ModelsService({
    openModels: async () => new ModelStore(await openOpfsModels()),
    persisted: isPersisted,
    device: () => dryDeviceOfAdapter(navigator.gpu),
  }),
);
