/**
 * What samples a rollout: the policy, or a copy of it in fewer bits, made when it is first asked for and given back when it is
 * not wanted any more. Knows weights and memory to decode in; knows no rollout.
 */
import type { Trainable } from '../../model/adapted.ts';
import type { DecodeMemory } from '../../model/decodeMemory.ts';
import { Generator } from '../../model/generator.ts';
import type { RoundedWeights, Rounding } from '../../model/rounded.ts';

export type SamplerWeights = 'same' | Rounding;

export class Sampler {
  #rounded: { readonly copy: RoundedWeights; readonly generator: Generator } | null = null;

  /** @param own samples from the policy itself */
  constructor(
    private readonly policy: Trainable,
    private readonly rows: number,
    private readonly memory: DecodeMemory,
    private readonly own: Generator,
  ) {}

  /** What samples by these weights, as the policy is now. */
  async generator(by: SamplerWeights): Promise<Generator> {
    if (this.#rounded && this.#rounded.copy.rounding !== by) {
      const { copy, generator } = this.#rounded;
      this.#rounded = null;
      generator.free();
      await copy.free();
    }
    if (by === 'same') return this.own;
    if (!this.#rounded) {
      // Comes when it is asked for.
      const { RoundedWeights: Rounded } = await import('../../model/rounded.ts');
      const copy = new Rounded(this.policy, by);
      this.#rounded = { copy, generator: new Generator(copy.weights, this.rows, this.memory) };
    }
    await this.#rounded.copy.refresh();
    return this.#rounded.generator;
  }
}
