/**
 * What an adapter makes of its base, as a model that can be run: the base, with the product merged into its weights on
 * their way to the GPU. Loaded when one is asked for. Knows no run, and not where the base lies.
 */
import { readAdapter } from '../files/folder/adapterTensors.ts';
import { pickedFiles } from '../files/folder/pickedFiles.ts';
import { adaptedId, adaptedLabel } from '../files/store/storedModel.ts';
import { mergedChunks } from '../model/onBase.ts';
import type { ChosenModel } from './chosenModel.ts';
import type { AdapterChoice } from './protocol.ts';

/**
 * Puts an adapter on a base that was looked at.
 * @throws CheckpointError where it does not fit, with why; the signal's reason when aborted.
 */
export async function chooseAdapted(
  base: ChosenModel,
  { files, label }: AdapterChoice,
  signal: AbortSignal,
): Promise<ChosenModel> {
  const adapter = await readAdapter(pickedFiles(files).open, base.config, signal);
  return {
    ...base,
    key: adaptedId(label, base.key, adapter.sha256),
    label: adaptedLabel(base.label, label),
    // An adapter that is trained on it must not be taken for one on the base alone.
    base: { id: adaptedLabel(base.base.id, label), license: base.base.license },
    load: (models) =>
      base.load({ gpu: models.gpu, load: (chunks) => models.load(mergedChunks(chunks, adapter)) }),
  };
}
