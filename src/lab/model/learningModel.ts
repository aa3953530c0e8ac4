/**
 * A language model that can learn: it writes by its base until it is first taught, and by what it has learnt from then on. Training
 * takes memory and code of its own, which is not there before. Knows a base and what comes with it; knows no bench.
 */
import type { Gpu } from '../../gpu/device.ts';
import type { BaseWeights } from '../../model/base.ts';
import { LabModel, type LabModelSource } from './labModel.ts';
import type { LanguageModel, Learnt, ModelFacts } from './languageModel.ts';
import type { PolicyLessons } from './policyLessons.ts';

export class LearningModel implements LanguageModel {
  #model: LabModel;
  #lessons: PolicyLessons | null = null;

  constructor(
    private readonly gpu: Gpu,
    private readonly base: BaseWeights,
    private readonly source: LabModelSource,
  ) {
    this.#model = new LabModel(base, source);
  }

  get facts(): ModelFacts {
    return this.#model.facts;
  }

  generate(...call: Parameters<LanguageModel['generate']>) {
    return this.#model.generate(...call);
  }

  logProbability(...call: Parameters<LanguageModel['logProbability']>) {
    return this.#model.logProbability(...call);
  }

  embed(...call: Parameters<LanguageModel['embed']>) {
    return this.#model.embed(...call);
  }

  async learn(...call: Parameters<NonNullable<LanguageModel['learn']>>): Promise<Learnt> {
    if (!this.#lessons) {
      // Most benches train nothing.
      const { PolicyLessons } = await import('./policyLessons.ts');
      const lessons = await PolicyLessons.on(this.gpu, this.base, this.source);
      this.#model.free();
      this.#model = new LabModel(lessons.policy, this.source);
      this.#lessons = lessons;
    }
    return this.#lessons.teach(...call);
  }

  /** Frees what was recorded; the weights are their owner's. */
  free(): void {
    this.#model.free();
  }
}
