/**
 * What a run tells while it works: one union, declared here and read as it is wherever a run is watched. The trainer
 * worker posts it to the page, the headless command prints and records it; nobody puts it into other words on the way.
 * Knows names and numbers that a message can carry; must not know who listens. Pure.
 */
import type { StageName } from '../training/algorithm.ts';
import type { BaseUtility } from '../training/baseUtility.ts';
import type { FitAgreement } from '../rewards/rewardFit.ts';
import type { MetricsRow } from '../algorithms/metrics.ts';
import type { PreferenceEvent } from '../../preferences/event.ts';
import type { SettingsChange } from './settingChanges.ts';

/** `idle`, `fit` of the reward model on new rankings, or a stage of the method, by its name. */
export type Stage = StageName;

/** A response of the last rollout, for the sample viewer. */
export interface RolloutSample {
  readonly prompt: string;
  readonly text: string;
  readonly score: number;
  /** Nats over the response. */
  readonly kl: number;
  /** How far the reward models are apart on it, one standard deviation; left out of a single model. */
  readonly spread?: number;
}

/** How far a task is. It has ended when all is done, also where it was stopped before. */
export interface Progress {
  readonly task: string;
  readonly done: number;
  readonly total: number;
}

/** Reward-model agreement after a fit; `iteration` is the last one finished before it. */
export interface MeasuredAgreement extends FitAgreement {
  readonly iteration: number;
}

/** A few responses of the rollout of an iteration. */
export interface RunSamples {
  readonly iteration: number;
  readonly samples: readonly RolloutSample[];
}

export type RunEvent =
  /** A stage belongs to the iteration under way, rest to the last one finished. */
  | { readonly type: 'stage'; readonly stage: Stage; readonly iteration: number }
  | ({ readonly type: 'progress' } & Progress)
  | ({ readonly type: 'samples' } & RunSamples)
  | { readonly type: 'metrics'; readonly row: MetricsRow }
  | ({ readonly type: 'agreement' } & MeasuredAgreement)
  | { readonly type: 'baseUtility'; readonly baseUtility: BaseUtility }
  /** Settings were changed on the way: not before the first iteration. */
  | ({ readonly type: 'changed' } & SettingsChange)
  /** Judgements of a simulated rater: the run has them behind its log already. */
  | { readonly type: 'preferences'; readonly events: readonly PreferenceEvent[] };

/** Whoever is told. Synchronous. */
export type Listen<Event = RunEvent> = (event: Event) => void;

/** What somebody does with events of some types. */
export type Readers<Event extends { readonly type: string } = RunEvent> = {
  readonly [Type in Event['type']]?: (event: Extract<Event, { readonly type: Type }>) => void;
};

/** Hands each event to the reader of its type, if there is one. */
export function reading<Event extends { readonly type: string } = RunEvent>(
  readers: Readers<Event>,
): Listen<Event> {
  return (event) => {
    const read = readers[event.type as Event['type']] as Listen<Event> | undefined;
    read?.(event);
  };
}
