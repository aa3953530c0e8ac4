/**
 * A reward model of each person's rankings alone, for a class: every distinct answer is read once by the base model's trunk, and
 * a head is fitted for each log. Knows rankings and models; knows no person and no run.
 */
import { RANKINGS_TO_START, type Answer, type RankingEvent } from '../preferences/event.ts';
import { centred, fitHead, headScores, type RankedStates } from '../rl/rewards/heads.ts';
import { lastStates } from '../rl/rewards/lastStates.ts';
import { listwiseExample } from '../rl/rewards/listwiseBatch.ts';
import type { TokenSequence } from '../rl/rewards/rewardModel.ts';
import { ownAnswer, ownEvents } from '../rl/training/foreignAnswers.ts';
import { contextLength, type Models } from '../rl/training/models.ts';

/** Answers to be scored. */
export interface ScoredSet {
  readonly prompt: string;
  readonly answers: readonly Answer[];
}

/** Scores by one head, [set][answer], 0 ± 1 over all answers; a set that the model cannot read has none. */
export type HeadScores = readonly (readonly number[])[];

export interface FitEachHooks {
  /** Distinct answers read of all. */
  readonly onRead?: (done: number, total: number) => void;
  /** A log's scores; null where the model can read too few of its rankings. Waited for. */
  readonly onFitted: (log: number, scores: HeadScores | null) => void | Promise<void>;
}

/** Fits a head to each log and tells, one after the other, how it scores the answers of all sets. */
export async function fitEach(
  models: Models,
  logs: readonly (readonly RankingEvent[])[],
  sets: readonly ScoredSet[],
  { onRead, onFitted }: FitEachHooks,
): Promise<void> {
  const room = contextLength(models.config, 0);
  const encode = (prompt: string, templated: boolean) => models.encodePrompt(prompt, templated);
  const examples = logs.map((log) =>
    ownEvents(models, log, room)
      .filter((event) => event.type === 'ranking')
      .map((ranking) => listwiseExample(ranking, encode)),
  );
  const asked = sets.map((set) => sequencesOf(models, set, room));
  const known = new Map<string, number>();
  const distinct: TokenSequence[] = [];
  for (const sequence of [...asked, ...examples.flat().map(({ sequences }) => sequences)].flat()) {
    const key = sequence.join(' ');
    if (known.has(key)) continue;
    known.set(key, distinct.length);
    distinct.push(sequence);
  }
  const states = centred(await lastStates(models.reference, distinct, onRead));
  const stateOf = (sequence: TokenSequence) => states[known.get(sequence.join(' '))!];
  const all = asked.flat().map(stateOf);
  for (const [index, log] of examples.entries()) {
    const ranked = log.map(({ sequences, tiers }): RankedStates => ({
      states: sequences.map(stateOf),
      tiers,
    }));
    if (ranked.length < RANKINGS_TO_START) {
      await onFitted(index, null);
      continue;
    }
    const scores = headScores(fitHead(ranked), all);
    let first = 0;
    await onFitted(
      index,
      asked.map(({ length }) => scores.slice(first, (first += length))),
    );
  }
}

/** Prompt and answer together, of each; none where the model has no tokens or no room for one of them. */
function sequencesOf(models: Models, { prompt, answers }: ScoredSet, room: number): readonly TokenSequence[] {
  try {
    const ids = models.encodePrompt(prompt, false);
    const sequences = answers.map((answer) => [...ids, ...ownAnswer(models, prompt, answer).tokens]);
    return sequences.every(({ length }) => length <= room) ? sequences : [];
  } catch {
    // Whatever a tokenizer makes of texts that it was not made for.
    return [];
  }
}
