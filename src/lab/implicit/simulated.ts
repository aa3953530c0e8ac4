/**
 * A simulated user in conversation with a model: asks some of what the model can be asked, likes answers by a known taste, and does
 * what such a user does, with noise. Knows a model by its type.
 */
import { newStamp } from '../../preferences/log.ts';
import { stream } from '../../rl/random.ts';
import type { Labeler } from '../../tastes/labeler.ts';
import { wordCount } from '../../tastes/textMetrics.ts';
import type { FeedbackEvent } from '../feedback/event.ts';
import { act, CONVERSATION, likingOf, seemingUtility, USUAL_NOISE } from '../feedback/simulatedUser.ts';
import type { CallHooks, LanguageModel } from '../model/languageModel.ts';
import { eventOf, promptOf, questionsFor, turnOf } from './conversing.ts';
import { converse } from './sessions.ts';

export interface SimulatedUser {
  readonly taste: Labeler;
  /** Spreads of liking that a spread of shortness seems; 0 for one who takes the time to read. */
  readonly haste: number;
  /** Most questions that are asked. */
  readonly questions: number;
}

export interface SimulationOptions {
  readonly maxTokens: number;
  readonly seed: number;
  /** See ShownTurn. */
  readonly iteration?: number;
}

/** Answers to each question that there are. */
const ANSWERS = 3;

/** There is no question that the user's taste has something to say about. */
export class NothingToAskError extends RangeError {
  constructor(label: string) {
    super(`${label} has no prompts that this user asks. Choose another taste, or converse yourself.`);
    this.name = 'NothingToAskError';
  }
}

/**
 * What the user did, one event an answer, in order.
 * @throws NothingToAskError; what the model throws
 */
export async function simulateUser(
  model: LanguageModel,
  { taste, haste, questions }: SimulatedUser,
  { maxTokens, seed, iteration }: SimulationOptions,
  hooks: CallHooks = {},
): Promise<FeedbackEvent[]> {
  const { facts } = model;
  const random = stream(seed, `conversation/${taste.id}/${haste}`);
  const all = questionsFor(facts).filter((prompt) => taste.judges?.(prompt) ?? true);
  const order = random.permutation(all.length).slice(0, questions);
  const asked = order.map((index) => all[index]);
  if (asked.length === 0) throw new NothingToAskError(facts.label);
  const prompts = asked.map((question) => promptOf(model, question));
  const options = { maxTokens, samples: ANSWERS, seed, ...(facts.chat && { chat: {} }) };
  const written = await model.generate(prompts, options, hooks);
  const pool = asked.map((question, index) =>
    written.slice(index * ANSWERS, (index + 1) * ANSWERS).map((each) => ({
      ...turnOf(question, prompts[index], each, iteration),
      utility: taste.utility(question, each.text.trim()),
      words: wordCount(each.text),
    })),
  );
  const liking = likingOf(pool.flat().map(({ utility }) => utility));
  const lengths = likingOf(pool.flat().map(({ words }) => words));
  // A hurried user is used to what seems so: the acts stay as frequent as they were.
  const usual = { ...liking, spread: liking.spread * Math.hypot(1, haste) };
  const does = (question: number, answer: number) => {
    const { utility, words } = pool[question][answer];
    const seems = seemingUtility(utility, words, { liking, lengths, haste });
    return act(seems, usual, random, USUAL_NOISE, CONVERSATION);
  };
  const by = `simulated:${taste.id}${haste > 0 ? ' in a hurry' : ''}` as const;
  const { id } = newStamp();
  return converse(pool.length, ANSWERS, does, random.fork('order')).map(
    ({ question, answer, kind, conversation, turn }) =>
      eventOf(pool[question][answer], kind, facts.label, { by, conversation: `${id}-${conversation}`, turn }),
  );
}
