/**
 * The small transformers that benches train from scratch in the lab's worker: several at once on one device, which is opened with
 * the first of them and freed with the last. Knows no bench and no page.
 */
import type { Gpu } from '../gpu/device.ts';
import type {
  SequenceModel,
  SequenceModelFacts,
  SequenceModelOptions,
} from '../lab/sequences/sequenceModel.ts';

export class LabSequences {
  #gpu: Promise<Gpu> | null = null;
  readonly #models = new Map<string, SequenceModel>();

  /** @param openDevice a device whose kernels are chosen */
  constructor(private readonly openDevice: () => Promise<Gpu>) {}

  /** A new model, which is called `name` from then on. @throws RangeError for a shape that cannot be */
  async open(name: string, options: SequenceModelOptions): Promise<SequenceModelFacts> {
    // Most benches train none.
    const { SequenceTrainer } = await import('../lab/sequences/sequenceTrainer.ts');
    this.#gpu ??= this.openDevice();
    try {
      const model = await SequenceTrainer.on(await this.#gpu, options);
      this.#models.set(name, model);
      return model.facts;
    } catch (error) {
      await this.#leave();
      throw error;
    }
  }

  of(name: string): SequenceModel {
    const model = this.#models.get(name);
    if (!model) throw new Error('This model was closed. Begin the training again.');
    return model;
  }

  async close(name: string): Promise<void> {
    const model = this.#models.get(name);
    this.#models.delete(name);
    await model?.free();
    await this.#leave();
  }

  /** The device goes with its last model: what was recorded on it is then freed, too. */
  async #leave(): Promise<void> {
    if (this.#models.size > 0) return;
    const gpu = this.#gpu;
    this.#gpu = null;
    await gpu?.then(
      (opened) => opened.destroy(),
      () => undefined,
    );
  }
}
