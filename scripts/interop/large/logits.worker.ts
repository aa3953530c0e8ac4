/**
 * Opens a stored model as the trainer does and answers with logits. Knows the engine; knows no expected number.
 */
import { ModelStore } from '../../../src/files/store/modelStore.ts';
import { openOpfsModels } from '../../../src/files/store/opfsModels.ts';
import { openGpu } from '../../../src/gpu/device.ts';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import { Models } from '../../../src/rl/training/models.ts';
import { chooseModel } from '../../../src/workers/chosenModel.ts';
import { LogitsPlan } from '../logits.ts';

export interface LogitsRequest {
  readonly id: string;
  readonly ids: readonly number[];
  /** How many positions from the end. */
  readonly positions: number;
}

export type LogitsAnswer = { readonly values: Float32Array } | { readonly error: string };

async function answer({ id, ids, positions }: LogitsRequest): Promise<Float32Array> {
  const gpu = await openGpu(navigator.gpu);
  const places = {
    readFile: (url: string) => fetch(url),
    openModels: async () => new ModelStore(await openOpfsModels()),
  };
  const chosen = await chooseModel(
    places,
    { model: { kind: 'stored', id }, modelRoot: '' },
    { software: true, signal: new AbortController().signal, onProgress: () => undefined },
  );
  const { config, texts, load } = chosen;
  const models = new Models(
    gpu,
    { config, tokenizer: texts.tokenizer },
    { ...DEFAULT_SETTINGS, method: 'lora' },
  );
  await load?.(models);
  const plan = await LogitsPlan.record(models.reference, [ids]);
  const logits = await plan.run();
  gpu.destroy();
  return logits.slice((ids.length - positions) * config.vocab);
}

self.onmessage = ({ data }: MessageEvent<LogitsRequest>) => {
  answer(data).then(
    (values) => self.postMessage({ values }, []),
    (error: unknown) => self.postMessage({ error: String(error) }, []),
  );
};
