/**
 * Sets beta, the weight of the KL penalty: held fixed, or steered so that the KL stays near a target
 * (Ziegler et al. 2019, "Fine-tuning language models from human preferences", section 2.2).
 *
 * Knows: one mean KL per iteration, in nats per response (sum over its tokens). Must not know: how the KL is
 * estimated or where beta is used.
 */
import type { PpoSettings } from './fields.ts';

/** The settings this file reads. */
export type KlSettings = Pick<PpoSettings, 'klCoefficient' | 'adaptiveKl' | 'klTarget' | 'klHorizon'>;

/** What a checkpoint keeps: beta, and the setting it started from. */
export interface KlControllerState {
  readonly initial: number;
  readonly coefficient: number;
}

/** No single iteration moves beta as if the KL were further than 20 % from its target. */
const MAX_ERROR = 0.2;

/**
 * One step of the adaptive controller:
 * beta * (1 + clip(kl / target - 1, -0.2, 0.2) * episodes / horizon).
 *
 * @param kl mean over responses of the summed k1 estimate, nats per response; may be slightly negative
 * @param episodes responses in the iteration
 */
export function adaptKlCoefficient(
  coefficient: number,
  kl: number,
  episodes: number,
  settings: Pick<PpoSettings, 'klTarget' | 'klHorizon'>,
): number {
  const error = Math.min(MAX_ERROR, Math.max(-MAX_ERROR, kl / settings.klTarget - 1));
  return coefficient * (1 + (error * episodes) / settings.klHorizon);
}

export class KlController {
  #coefficient: number;

  /**
   * @param state from {@link KlController.state}, to continue a run. What beta has adapted to is kept, unless its starting
   *   value was changed since or it is fixed now: then beta is the setting again.
   * @throws {RangeError} on a negative coefficient, or a target or horizon that is not positive
   */
  constructor(
    private readonly settings: KlSettings,
    state: KlControllerState | null = null,
  ) {
    check(settings);
    const { klCoefficient, adaptiveKl } = settings;
    this.#coefficient = adaptiveKl && state?.initial === klCoefficient ? state.coefficient : klCoefficient;
  }

  /** Beta for the next rollout. */
  get coefficient(): number {
    return this.#coefficient;
  }

  get state(): KlControllerState {
    return { initial: this.settings.klCoefficient, coefficient: this.#coefficient };
  }

  /**
   * Call after the update of an iteration; returns the new beta.
   * @throws {RangeError} on a KL that is not finite, which would spoil beta for good
   */
  update(kl: number, episodes: number): number {
    if (!Number.isFinite(kl)) throw new RangeError(`The KL of the iteration is ${kl}; beta was left alone.`);
    if (this.settings.adaptiveKl) {
      this.#coefficient = adaptKlCoefficient(this.#coefficient, kl, episodes, this.settings);
    }
    return this.#coefficient;
  }
}

function check(settings: KlSettings): void {
  if (!(settings.klCoefficient >= 0)) throw new RangeError('klCoefficient must be 0 or more.');
  if (!(settings.klTarget > 0)) throw new RangeError('klTarget must be above 0.');
  if (!(settings.klHorizon > 0)) throw new RangeError('klHorizon must be above 0.');
}
