/**
 * How long the rankings that stand already are in a model's own tokens, before the model is there: its reward model
 * learns from them too. Knows texts and tokens; knows no GPU and no run.
 */
import { endTokens, type ModelConfig } from '../../model/config.ts';
import { promptIds } from '../../model/prompts/promptIds.ts';
import type { Tokenizer } from '../../model/tokenizing/tokenizer.ts';
import type { RankingEvent } from '../../preferences/event.ts';
import { ownAnswer, type AnswerReader } from '../training/foreignAnswers.ts';

/** Tokens of one ranking. */
export interface RankedTokens {
  readonly prompt: number;
  /** Of each answer, ranked or not. */
  readonly answers: readonly number[];
}

/** What of a model its tokens depend on. */
export interface StandingModel {
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  /** What ends a prompt that no chat template wrote. */
  readonly promptSuffix: string;
}

/** Those that the model can read; it passes over the others. */
export function standingTokens(
  model: StandingModel,
  rankings: readonly RankingEvent[],
): readonly RankedTokens[] {
  const reader = readerOf(model);
  return rankings.flatMap((ranking) => {
    try {
      const prompt = reader.encodePrompt(ranking.prompt, ranking.chat !== undefined).length;
      const answers = ranking.answers.map(
        (answer) => ownAnswer(reader, ranking.prompt, answer).tokens.length,
      );
      return [{ prompt, answers }];
    } catch {
      // Texts that its tokenizer has no ids for.
      return [];
    }
  });
}

function readerOf({ config, tokenizer, promptSuffix }: StandingModel): AnswerReader {
  const ends = endTokens(config);
  return {
    config,
    tokenizer,
    encodePrompt(prompt, templated = false) {
      const ended = templated || prompt.endsWith(promptSuffix) ? prompt : prompt + promptSuffix;
      const ids = promptIds(tokenizer, ended, templated);
      return ids.length > 0 ? ids : [config.eos];
    },
    responseText(tokens) {
      const last = tokens.at(-1);
      const said = last !== undefined && ends.includes(last) ? tokens.slice(0, -1) : tokens;
      return tokenizer.continuation(said).trim();
    },
  };
}
