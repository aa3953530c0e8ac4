/**
 * The checkpoint worker's entry: the models of this browser behind comlink. The page reaches it through
 * modelsClient.ts only.
 */
import { expose } from 'comlink';
import { ModelStore } from '../checkpoint/models/modelStore.ts';
import { openOpfsModels } from '../checkpoint/models/opfsModels.ts';
import { isPersisted } from '../checkpoint/siteStorage.ts';
import { dryDeviceOfAdapter } from '../gpu/dryDevice.ts';
import { ModelsService } from './models.ts';

expose(
  new ModelsService({
    openModels: async () => new ModelStore(await openOpfsModels()),
    persisted: isPersisted,
    device: () => dryDeviceOfAdapter(navigator.gpu),
  }),
);
