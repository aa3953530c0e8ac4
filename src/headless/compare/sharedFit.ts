/**
 * One fit for all runs of a seed: a run whose reward model would learn from the same rankings by the same settings, from the same
 * seed, is given what another has learned, to the bit. Knows what a checkpoint keeps of a fit; knows no contest.
 */
import { Sha256 } from '../../files/bytes/sha256.ts';
import { COMMON_FIELDS } from '../../rl/commonFields.ts';
import type { Settings } from '../../rl/algorithms/settings.ts';
import type { RlhfRun } from '../../rl/runs/run.ts';
import type { RunState } from '../../rl/runs/runState.ts';
import { weightsDigest } from '../../rl/training/weightsDigest.ts';

/** Settings that a fit reads, and the samples of the reference that it is normalised on: all but those of the policy's training. */
const READ_BY_A_FIT: readonly string[] = [...Object.keys(COMMON_FIELDS), 'rolloutBatch'];

/** Whether a reward model that is fitted by one of them is, to the bit, the one that the other would fit. */
export function fitsAlike(one: Settings, other: Settings): boolean {
  const [first, second]: Readonly<Record<string, unknown>>[] = [{ ...one }, { ...other }];
  return READ_BY_A_FIT.every((name) => first[name] === second[name]);
}

/**
 * Gives `to` the reward models of `from`, with all that a fit leaves behind: weights, moments, steps, normalisation, what it was
 * fitted to, how far it agrees. Its policy is at the base model, as it is when it begins.
 * @param from fitted, of the same models and log as `to`
 * @throws RangeError where their reward models are not of one kind; nothing is copied then
 */
export function shareFit(from: RlhfRun, to: RlhfRun): void {
  const own = to.rewards.savedParameters();
  const learned = from.rewards.savedParameters();
  const missing = [...own.keys()].find((name) => !learned.has(name));
  if (missing !== undefined || own.size !== learned.size)
    throw new RangeError(`A fit cannot be shared: ${missing ?? 'a reward model'} is not in both runs.`);
  for (const [name, parameters] of own) parameters.copyFrom(learned.get(name)!);
  const { iteration, settings, history, kept, policySteps } = to.state;
  to.state = { ...learnedOf(from), iteration, settings, history, kept, policySteps };
}

/** Changes with any bit of what a run's reward models have learned. */
export async function fitDigest(run: RlhfRun): Promise<string> {
  const digests = [JSON.stringify(learnedOf(run))];
  for (const parameters of run.rewards.savedParameters().values())
    digests.push(await weightsDigest(run.models.gpu, parameters));
  return new Sha256().update(new TextEncoder().encode(digests.join('\n'))).hex();
}

/** Everything but the policy and its way: whatever else a checkpoint keeps, now or later, is of the fit. */
function learnedOf({
  state,
}: RlhfRun): Omit<RunState, 'iteration' | 'settings' | 'history' | 'kept' | 'policySteps'> {
  const { iteration: _, settings: __, history: ___, kept: ____, policySteps: _____, ...learned } = state;
  return learned;
}
