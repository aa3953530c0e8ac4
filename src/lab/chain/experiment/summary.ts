/**
 * What the experiment's results say together: what the rater gives each way of writing, how much better the trained chain is with an
 * interval over seeds, and whether the goal is met. The goal stands here. Pure.
 */
import type { Verdict } from '../../experiment.ts';
import { intervalOf, type Interval } from '../../intervals.ts';
import type { Domain } from '../domain/domain.ts';
import type { Role } from '../domain/prompts.ts';
import type { Rating } from '../raters/rater.ts';
import type { SoundShares } from '../raters/soundness.ts';

/** Ways of writing: at one go and by the chain, before and after training on ranked traces of its own. */
export const ARMS = ['oneShot', 'untrained', 'trained', 'oneShotTrained'] as const;
export type Arm = (typeof ARMS)[number];

export const DOMAIN_IDS = ['venues', 'funds'] as const satisfies readonly Domain['id'][];

/** Set before the first run: the trained chain beats both, the interval of each difference above nothing. */
export const GOAL_TEXT =
  'at equal calls of the model, by a rater that none was trained on, the chain trained on ranked traces beats the untrained chain and copy at one go: the 95 % interval of each difference over seeds lies above 0';

/** What the goal compares the trained chain with. */
export const BEATEN = ['untrained', 'oneShot'] as const satisfies readonly Arm[];

/** One seed's result. */
export interface ChainResult {
  readonly seed: number;
  readonly model: string;
  /** Calls of the model for one copy. */
  readonly calls: Readonly<Record<'chain' | 'oneShot', number>>;
  /** Copies in each domain. */
  readonly copies: number;
  /** Steps that were ranked in training, and answers that were learnt from: of the chain, and of one-shot copy. */
  readonly ranked: Readonly<Record<'chain' | 'oneShot', number>>;
  readonly learnt: Readonly<Record<'chain' | 'oneShot', number>>;
  /** The rater's means; null where there was no such arm. */
  readonly ratings: Readonly<Record<Domain['id'], Readonly<Record<Arm, Rating | null>>>>;
  /** Where copy goes wrong, step by step; left out in results of before it was counted. */
  readonly sound?: Readonly<Record<Domain['id'], Readonly<Record<Arm, SoundShares | null>>>>;
}

export interface ArmSummary {
  readonly arm: Arm;
  /** Means over seeds and domains. */
  readonly rating: Rating;
  readonly byDomain: Readonly<Record<Domain['id'], number>>;
  /** The trained chain less this, seed by seed. */
  readonly behind: Interval;
}

export function summarise(results: readonly ChainResult[]): readonly ArmSummary[] {
  return ARMS.flatMap((arm) => {
    const rated = results.filter(({ ratings }) => DOMAIN_IDS.every((id) => ratings[id][arm] !== null));
    if (rated.length === 0) return [];
    const part = (of: keyof Rating) => mean(rated.map((result) => overDomains(result, arm, of)));
    const byDomain = DOMAIN_IDS.map((id) => [id, mean(rated.map(({ ratings }) => ratings[id][arm]!.total))]);
    return {
      arm,
      rating: { facts: part('facts'), fluent: part('fluent'), fit: part('fit'), total: part('total') },
      byDomain: Object.fromEntries(byDomain) as ArmSummary['byDomain'],
      behind: intervalOf(
        rated.map((result) => overDomains(result, 'trained', 'total') - overDomains(result, arm, 'total')),
      ),
    };
  });
}

/** A step of the chain: of how many copies what went on from it was sound, by each way that has the step. */
export interface StepSummary {
  readonly role: Role;
  /** Means over seeds and domains, 0 to 1; null where that way has no such step, or was not tried. */
  readonly shares: Readonly<Record<Arm, number | null>>;
}

/** In the order of `roles`; steps that no way has are left out. */
export function soundSteps(results: readonly ChainResult[], roles: readonly Role[]): readonly StepSummary[] {
  return roles.flatMap((role): readonly StepSummary[] => {
    const shares = ARMS.map((arm) => {
      const told = results.flatMap(({ sound }) => DOMAIN_IDS.flatMap((id) => sound?.[id][arm]?.[role] ?? []));
      return [arm, told.length > 0 ? mean(told) : null] as const;
    });
    if (shares.every(([, share]) => share === null)) return [];
    return [{ role, shares: Object.fromEntries(shares) as StepSummary['shares'] }];
  });
}

function overDomains({ ratings }: ChainResult, arm: Arm, of: keyof Rating): number {
  return mean(DOMAIN_IDS.map((id) => ratings[id][arm]?.[of] ?? NaN));
}

export function verdict(results: readonly ChainResult[]): Verdict {
  const arms = summarise(results);
  const of = (arm: Arm) => arms.find((each) => each.arm === arm);
  const met = BEATEN.every((arm) => (of(arm)?.behind.low ?? -Infinity) > 0);
  const figures = arms.map(({ arm, rating, behind: { mean, low, high } }) => {
    const within = Number.isFinite(low) ? `, 95 % ${signed(low)} to ${signed(high)}` : '';
    const beaten = arm === 'trained' ? '' : ` (trained chain ${signed(mean)}${within})`;
    return `${NAMES[arm]} ${rating.total.toFixed(3)}${beaten}`;
  });
  return { met, figures: figures.join('; ') };
}

const NAMES: Readonly<Record<Arm, string>> = {
  oneShot: 'one shot',
  untrained: 'untrained chain',
  trained: 'trained chain',
  oneShotTrained: 'one shot, trained',
};

/** One seed in a line. */
export function lineOf(result: ChainResult): string {
  return ARMS.flatMap((arm) => {
    const total = overDomains(result, arm, 'total');
    if (Number.isNaN(total)) return [];
    const each = DOMAIN_IDS.map((id) => `${id} ${result.ratings[id][arm]!.total.toFixed(3)}`);
    return [`${NAMES[arm]} ${total.toFixed(3)} (${each.join(', ')})`];
  }).join('; ');
}

/** The mean of ratings, part by part. */
export function meanRating(ratings: readonly Rating[]): Rating {
  const part = (of: keyof Rating) => mean(ratings.map((rating) => rating[of]));
  return { facts: part('facts'), fluent: part('fluent'), fit: part('fit'), total: part('total') };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const signed = (change: number): string => `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(3)}`;
