/**
 * The simulated raters of a run at work: answers are drawn, judged, told and in the log, one prompt after the other. Knows the
 * log and what the base model is worth; reward models, where they choose what is
 * asked; knows no method.
 */
import { NoClassifierError, type Classifier } from '../../tastes/classifier.ts';
import type { JudgeId } from '../../tastes/labeler.ts';
import type { Settings } from '../algorithms/settings.ts';
import type { SimulationContext } from '../training/answerSets.ts';
import type { BaseMeasure } from '../training/baseMeasure.ts';
import type { Models } from '../training/models.ts';
import type { ReferenceSamples } from '../training/referenceSamples.ts';
import type { Turns } from '../training/turns.ts';
import type { RewardModels } from '../rewards/rewardModels.ts';
import type { Askers } from './chooseAnswers.ts';
import type { RunEvent } from './events.ts';
import type { RunLog } from './runLog.ts';
import type { Teller } from './teller.ts';

/** What of the run they work on. */
export interface Bench {
  readonly models: Models;
  readonly turns: Turns;
  readonly log: RunLog;
  readonly teller: Teller<RunEvent>;
  readonly reference: ReferenceSamples;
  readonly base: BaseMeasure;
  readonly rewards: RewardModels;
}

/** Where the run is when they are asked. */
export interface Moment {
  readonly settings: Settings;
  readonly prompts: readonly string[];
  /** Last finished iteration. */
  readonly iteration: number;
}

export class Judges {
  constructor(private readonly bench: Bench) {}

  /** Takes a classifier as the labeler of that name. */
  async useClassifier(classifier: Classifier, settings: Settings): Promise<void> {
    const { base, teller } = this.bench;
    try {
      await base.useClassifier(classifier, settings);
    } finally {
      teller.end('baseline');
    }
  }

  /**
   * Lets one judge fresh answers to `count` prompts.
   * @returns how many judgements were made: fewer than `count` when aborted or when nothing differs any more
   * @throws NoClassifierError; TasteError or PatternError where the settings leave it nothing to look for, or it saw none
   */
  async judge(labeler: JudgeId, count: number, now: () => Moment, signal?: AbortSignal): Promise<number> {
    try {
      return await this.#judge(labeler, count, now, signal);
    } finally {
      this.bench.teller.end('simulate', 'baseline');
    }
  }

  async #judge(labeler: JudgeId, count: number, now: () => Moment, signal?: AbortSignal): Promise<number> {
    const { models, turns, log, teller, reference, base, rewards } = this.bench;
    // A person who ranks waits for none of it.
    const { nextJudgements } = await import('../training/answerSets.ts');
    if (labeler !== 'classifier') (await import('../labelersFor.ts')).labelerFor(labeler, now().settings);
    else if (!base.classifier) throw new NoClassifierError();
    const giveUp = () => reference.cancel();
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      await base.samples(now().settings);
    } catch (error) {
      if (signal?.aborted) return 0;
      throw error;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
    const { settings, prompts, iteration } = now();
    const asking = await asksOf({ models, rewards, settings });
    return nextJudgements(
      {
        models,
        turns,
        prompts,
        settings,
        iteration,
        sd: base.utility![labeler]?.sd ?? NaN,
        classifier: base.classifier,
        made: log.given.length,
        ...(asking && { choose: asking }),
        signal,
        onProgress: (done) => teller.progress('simulate', done, count),
      },
      labeler,
      count,
      (event) => {
        log.add([event]);
        teller.tell({ type: 'preferences', events: [event] });
      },
    );
  }
}

/** What is written is ranked as it comes, unless reward models say better. A run that asks none does without the code. */
async function asksOf(
  askers: Askers & { readonly settings: Pick<Settings, 'answers'> },
): Promise<SimulationContext['choose'] | null> {
  const { asking, answers } = askers.settings;
  if (asking === 'different' || asking === 'random') return null;
  const { chooseAnswers, modelsAsked } = await import('./chooseAnswers.ts');
  if (!modelsAsked(askers)) return null;
  return async (prompt, written) => (await chooseAnswers(askers, prompt, written, answers)).chosen;
}
