/**
 * Trains the run of a receipt again beside the page's run: an embedded model on a device of its own, so that the run on the
 * page, its settings and its rankings stay as they are. Knows receipts and models; knows no page.
 */
import { adapterName, type Gpu } from '../gpu/device.ts';
import { EMBEDDED_MODELS, type EmbeddedModel } from '../files/hub/modelChoice.ts';
import { MATMUL, MATMUL_VARIANTS, type MatmulVariantName } from '../gpu/kernels/matmul/matmulVariants.ts';
import { promptsDigest, type Receipt } from '../rl/runs/receipt.ts';
import { promptsOf, replay, startOf, type Verdict } from '../rl/runs/replay.ts';
import { loadAlgorithm } from '../rl/algorithms/index.ts';
import { RlhfRun } from '../rl/runs/run.ts';
import { sealOf } from '../rl/runs/seal.ts';
import { chooseBeside, loadBeside, onOwnDevice } from './besideModel.ts';
import type { ModelPlaces } from './chosenModel.ts';

/** What came of it, and where. */
export interface Checked extends Verdict {
  readonly adapter: string;
}

export interface ReceiptApi {
  /**
   * @param same is told of each iteration that was the same
   * @throws Error in words where it cannot be trained here; what the run throws
   */
  check(receipt: Receipt, modelRoot: string, same: (iteration: number) => void): Promise<Checked>;
}

export interface ReceiptPlaces extends ModelPlaces {
  readonly gpu: GPU | undefined;
}

export class ReceiptService implements ReceiptApi {
  constructor(private readonly places: ReceiptPlaces) {}

  async check(receipt: Receipt, modelRoot: string, same: (iteration: number) => void): Promise<Checked> {
    const model = EMBEDDED_MODELS.find((name) => name === receipt.model);
    if (!model) throw new Error(`The page does not bring ${receipt.model}. Nothing was trained.`);
    if (receipt.reward)
      throw new Error(
        'It began with a reward model of its own: npm run headless -- --replay FILE --reward FOLDER takes that. Nothing was trained.',
      );
    return onOwnDevice(this.places.gpu, (gpu) => this.#train(gpu, receipt, { model, modelRoot }, same));
  }

  async #train(
    gpu: Gpu,
    receipt: Receipt,
    address: { readonly model: EmbeddedModel; readonly modelRoot: string },
    same: (iteration: number) => void,
  ): Promise<Checked> {
    takeKernels(gpu, receipt);
    const settings = startOf(receipt);
    const chosen = await chooseBeside(gpu, this.places, address);
    const { prompts } = chosen.texts;
    if ((await promptsDigest(prompts.train)) !== receipt.prompts)
      throw new Error(
        'It was trained on other prompts than those that come with the page: npm run headless -- --replay FILE --prompts FILE takes them. Nothing was trained.',
      );
    const models = await loadBeside(gpu, chosen, settings);
    await loadAlgorithm(settings.algorithm);
    const run = new RlhfRun(models, promptsOf(receipt, prompts.train), settings);
    const verdict = await replay(run, receipt, { onSame: same, seal: () => sealOf(models) });
    return { ...verdict, adapter: adapterName(gpu.adapter) };
  }
}

/** Products in the order of the receipt, where this device can compute them so. */
function takeKernels(gpu: Gpu, { kernels }: Receipt): void {
  if (kernels === undefined || !Object.hasOwn(MATMUL_VARIANTS, kernels)) return;
  const variant = kernels as MatmulVariantName;
  if (MATMUL.isSupported(gpu, variant)) MATMUL.choose(gpu, variant);
}
