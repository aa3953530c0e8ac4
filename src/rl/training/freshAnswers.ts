/**
 * What has become of the policy, seen in answers that it writes to fresh prompts: how far they have drifted from the
 * reference, how long and how varied they are, what the simulated raters think of them. A method that learns from rankings
 * alone has no other way to be compared with one that samples. Knows the kit; knows no method.
 */
import type { Batch, Kit, Values } from './algorithm.ts';
import { nonFinite } from './nonFinite.ts';
import type { Reading } from './read.ts';
import { distinct4, endedCount, mean, meanLength, utilities, type Rollout } from './rollout.ts';

const READ = {
  logp: { under: 'policy', what: 'logp' },
  logpRef: { under: 'reference', what: 'logp' },
  entropy: { under: 'policy', what: 'entropy' },
} as const satisfies Record<string, Reading>;

/** What a batch of answers is under policy and reference. */
export interface Drift {
  /** Σ tokens (log π − log π_ref) of each response, nats. */
  readonly kl: readonly number[];
  /** Mean over tokens, nats. */
  readonly entropy: number;
}

/** @throws NonFiniteError */
export async function driftOf(kit: Kit, batch: Batch): Promise<Drift> {
  const { columns, responseLength } = await kit.read(batch, READ);
  const logp = await kit.numbers(columns.logp);
  const logpRef = await kit.numbers(columns.logpRef);
  const entropies = await kit.numbers(columns.entropy);
  const { sequences } = batch;
  const sum = (of: (place: number) => number) =>
    sequences.map(({ response }, row) =>
      response.reduce((total, _, t) => total + of(row * responseLength + t), 0),
    );
  const kl = sum((place) => logp[place] - logpRef[place]);
  if (!kl.every(Number.isFinite)) throw nonFinite('The KL to the reference is not a finite number.');
  const tokens = sequences.reduce((total, { response }) => total + response.length, 0);
  const entropy = sum((place) => entropies[place]).reduce((total, of) => total + of, 0) / tokens;
  return { kl, entropy };
}

/** What these answers tell, under the names of FRESH_METRICS and the raters'. */
export async function freshValues(kit: Kit, rollout: Rollout, { kl, entropy }: Drift): Promise<Values> {
  return {
    'objective/kl': mean(kl),
    'val/num_eos_tokens': endedCount(rollout),
    'nudge/entropy': entropy,
    'nudge/response_length': meanLength(rollout),
    'nudge/distinct_4': distinct4(rollout),
    episode: kit.episodes + rollout.sequences.length,
    ...utilities(rollout, await kit.labelers()),
  };
}

/**
 * Samples `settings.rolloutBatch` answers only to look at them, shows them without scores, and says what they tell; where
 * nobody looks, it samples none. What is learned is the same either way.
 * @throws NonFiniteError
 */
export async function lookAtPolicy(kit: Kit): Promise<Values> {
  if (kit.unwatched) return { episode: kit.episodes };
  const rollout = await kit.sample();
  const drift = await driftOf(kit, rollout);
  const none = drift.kl.map(() => NaN);
  kit.show(rollout, none, drift.kl);
  return freshValues(kit, rollout, drift);
}
