/**
 * What the lab's worker serves: one device with one model on it, opened when asked for, by the code that opens models for
 * runs. Knows where models come from; knows no bench and no page.
 */
import { openGpu, type Gpu } from '../gpu/device.ts';
import { autotune } from '../gpu/tuning/autotune.ts';
import { storedChoices, type ChoiceFiles } from '../gpu/tuning/autotuneStore.ts';
import type { CallHooks } from '../lab/model/languageModel.ts';
import { LearningModel } from '../lab/model/learningModel.ts';
import { loadBase } from '../lab/model/loadBase.ts';
import { chooseModel, type ModelPlaces } from './chosenModel.ts';
import type { LabOpenRequest, LabProgress, LabWorkerApi } from './labProtocol.ts';
import { LabSequences } from './labSequences.ts';

export interface LabEnvironment extends ModelPlaces {
  readonly gpu: GPU | undefined;
  /** Where the trainer keeps which kernels are fastest here. */
  readonly openChoices?: () => Promise<ChoiceFiles>;
}

interface OpenModel {
  readonly gpu: Gpu;
  readonly model: LearningModel;
}

export class LabService implements LabWorkerApi {
  #open: OpenModel | null = null;
  readonly #calls = new Map<string, AbortController>();
  /** On a device of their own, so that neither a bench's model nor its training ends the other. */
  readonly #sequences = new LabSequences(() => this.#openDevice());

  constructor(private readonly environment: LabEnvironment) {}

  open(call: string, { model, modelRoot }: LabOpenRequest, onProgress?: LabProgress) {
    return this.#call(call, onProgress, async (hooks) => {
      this.close();
      const { signal } = hooks;
      const gpu = await this.#openDevice(signal);
      try {
        signal.throwIfAborted();
        const asked = { model, modelRoot };
        const options = { software: gpu.adapter.software, signal, onProgress: hooks.onProgress };
        const chosen = await chooseModel(this.environment, asked, options);
        const base = await loadBase(gpu, chosen);
        signal.throwIfAborted();
        const { label, texts } = chosen;
        const { promptSuffix: promptEnd, prompts } = texts;
        const source = { ...texts, label, promptEnd, prompts: prompts.train };
        const opened = new LearningModel(gpu, base, source);
        this.#open = { gpu, model: opened };
        return opened.facts;
      } catch (error) {
        gpu.destroy();
        throw error;
      }
    });
  }

  generate(call: string, ...[prompts, options, onProgress]: Rest<LabWorkerApi['generate']>) {
    return this.#call(call, onProgress, (hooks) => this.#model.generate(prompts, options, hooks));
  }

  logProbability(call: string, ...[texts, options, onProgress]: Rest<LabWorkerApi['logProbability']>) {
    return this.#call(call, onProgress, (hooks) => this.#model.logProbability(texts, options, hooks));
  }

  embed(call: string, ...[texts, onProgress]: Rest<LabWorkerApi['embed']>) {
    return this.#call(call, onProgress, (hooks) => this.#model.embed(texts, hooks));
  }

  learn(call: string, ...[answers, seed, onProgress, how]: Rest<LabWorkerApi['learn']>) {
    return this.#call(call, onProgress, (hooks) => this.#model.learn(answers, seed, hooks, how));
  }

  openSequences(call: string, ...[model, options]: Rest<LabWorkerApi['openSequences']>) {
    return this.#call(call, undefined, () => this.#sequences.open(model, options));
  }

  trainSequences(
    call: string,
    ...[model, sequences, options, onProgress]: Rest<LabWorkerApi['trainSequences']>
  ) {
    return this.#call(call, onProgress, (hooks) =>
      this.#sequences.of(model).train(sequences, options, hooks),
    );
  }

  writeSequences(
    call: string,
    ...[model, prompts, options, onProgress]: Rest<LabWorkerApi['writeSequences']>
  ) {
    return this.#call(call, onProgress, (hooks) => this.#sequences.of(model).write(prompts, options, hooks));
  }

  readSequences(call: string, ...[model, sequences, onProgress]: Rest<LabWorkerApi['readSequences']>) {
    return this.#call(call, onProgress, (hooks) => this.#sequences.of(model).read(sequences, hooks));
  }

  sequenceWeights(call: string, ...[model]: Rest<LabWorkerApi['sequenceWeights']>) {
    return this.#call(call, undefined, () => this.#sequences.of(model).weights());
  }

  loadSequences(call: string, ...[model, weights]: Rest<LabWorkerApi['loadSequences']>) {
    return this.#call(call, undefined, () => this.#sequences.of(model).load(weights));
  }

  closeSequences(model: string): Promise<void> {
    return this.#sequences.close(model);
  }

  cancel(call: string): Promise<void> {
    this.#calls.get(call)?.abort();
    return Promise.resolve();
  }

  /** Frees the device and all that is on it. */
  close(): void {
    this.#open?.gpu.destroy();
    this.#open = null;
  }

  async #openDevice(signal?: AbortSignal): Promise<Gpu> {
    const gpu = await openGpu(this.environment.gpu);
    try {
      const { openChoices } = this.environment;
      await autotune(gpu, { store: openChoices && storedChoices(openChoices), measure: false, signal });
      return gpu;
    } catch (error) {
      gpu.destroy();
      throw error;
    }
  }

  get #model(): LearningModel {
    if (!this.#open) throw new Error('No model is open in the lab. Open one first.');
    return this.#open.model;
  }

  async #call<Result>(
    call: string,
    onProgress: LabProgress | undefined,
    work: (hooks: Required<CallHooks>) => Promise<Result>,
  ): Promise<Result> {
    const controller = new AbortController();
    this.#calls.set(call, controller);
    try {
      return await work({ signal: controller.signal, onProgress: onProgress ?? (() => undefined) });
    } finally {
      this.#calls.delete(call);
    }
  }
}

/** The arguments of a call after its name. */
type Rest<Call extends (call: string, ...rest: never[]) => unknown> =
  Parameters<Call> extends [string, ...infer Others] ? Others : never;
