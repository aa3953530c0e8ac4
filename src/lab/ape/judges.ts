/**
 * What a model says of instructions: execution accuracy (does it answer rightly when told so?) and log-probability (how probable
 * does it find the right answer?), as judges for a search. Knows the templates; knows no strategy.
 */
import type { CallHooks, Chat, LanguageModel } from '../model/languageModel.ts';
import { answerScore, type MetricId } from './metrics.ts';
import type { Pair } from './pairs.ts';
import type { Ask, Judge } from './search/board.ts';
import { evaluate, type Templates } from './templates.ts';

export const SCORE_IDS = ['accuracy', 'logProbability'] as const;
export type ScoreId = (typeof SCORE_IDS)[number];

export interface JudgeOptions {
  readonly model: Pick<LanguageModel, 'generate' | 'logProbability'>;
  readonly pairs: readonly Pair[];
  readonly templates: Templates;
  readonly metric: MetricId;
  readonly chat?: Chat | null;
  readonly hooks?: CallHooks;
}

/** Most tokens of an answer: room for twice the letters of the longest right one, within bounds. */
const ROOM = { least: 8, most: 64 };

/** A judge of the kind asked for. */
export function modelJudge(score: ScoreId, options: JudgeOptions): Judge {
  return score === 'accuracy' ? accuracyJudge(options) : logProbabilityJudge(options);
}

/** Greedy answers against the right ones: scores in [0, 1]. */
function accuracyJudge({ model, pairs, templates, metric, chat, hooks }: JudgeOptions): Judge {
  const longest = Math.max(...pairs.flatMap(({ outputs }) => outputs.map(({ length }) => length)));
  const maxTokens = Math.min(ROOM.most, Math.max(ROOM.least, Math.ceil(longest * 1.5) + 4));
  return async (asks) => {
    const prompts = each(asks, pairs, (text, { input }) => evaluate(templates, text, input));
    const options = { maxTokens, temperature: 0, seed: 0, stop: ['\n'], ...(chat && { chat }) };
    const written = await model.generate(prompts, options, hooks);
    let at = 0;
    return asks.map(({ examples }) =>
      examples.map((example) => answerScore(metric, written[at++].text, pairs[example].outputs)),
    );
  };
}

/** Mean log π a token of the output alone, the best of the right outputs: nats, at most 0. */
function logProbabilityJudge({ model, pairs, templates, chat, hooks }: JudgeOptions): Judge {
  return async (asks) => {
    const texts = asks.flatMap(({ candidate, examples }) =>
      examples.flatMap((example) => {
        const { input, outputs } = pairs[example];
        const prefix = evaluate(templates, candidate.text, input);
        return outputs.map((output) => ({ prefix, continuation: ` ${output}` }));
      }),
    );
    const read = await model.logProbability(texts, { ...(chat && { chat }) }, hooks);
    let at = 0;
    return asks.map(({ examples }) =>
      examples.map((example) => {
        const several = read.slice(at, (at += pairs[example].outputs.length));
        return Math.max(...several.map(({ mean }) => mean));
      }),
    );
  };
}

function each(
  asks: readonly Ask[],
  pairs: readonly Pair[],
  write: (text: string, pair: Pair) => string,
): string[] {
  return asks.flatMap(({ candidate, examples }) =>
    examples.map((example) => write(candidate.text, pairs[example])),
  );
}

/** The same judge, which never asks the model the same twice: strategies are compared on one set of scores. */
export function remembering(judge: Judge): Judge {
  const known = new Map<string, number>();
  const key = (text: string, example: number) => `${example} ${text}`;
  return async (asks) => {
    const missing = asks
      .map(({ candidate, examples }) => ({
        candidate,
        examples: examples.filter((example) => !known.has(key(candidate.text, example))),
      }))
      .filter(({ examples }) => examples.length > 0);
    const fresh = missing.length > 0 ? await judge(missing) : [];
    missing.forEach(({ candidate, examples }, index) =>
      examples.forEach((example, place) => known.set(key(candidate.text, example), fresh[index][place])),
    );
    return asks.map(({ candidate, examples }) =>
      examples.map((example) => known.get(key(candidate.text, example)) ?? Number.NaN),
    );
  };
}
