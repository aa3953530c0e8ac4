/**
 * Sets of K answers judged by a simulated labeler. Several prompts are answered in one rollout, so that the
 * unattended loop is as fast as the sampling of a method. Knows models and labelers, not the reward model.
 */
import { classifiedTexts, NoClassifierError, type Classifier } from '../../tastes/classifier.ts';
import type { JudgeId, Labeler } from '../../tastes/labeler.ts';
import { DEFAULT_TEMPERATURE, simulateJudgement } from './simulate.ts';
import type { Generation } from '../../model/generator.ts';
import { SAMPLING_STREAMS, type Models } from './models.ts';
import type { PreferenceEvent } from '../../preferences/event.ts';
import { stream } from '../random.ts';
import type { TrainingSettings } from '../trainingSettings.ts';
import type { Turns } from './turns.ts';

export interface SimulationContext {
  readonly models: Models;
  readonly turns: Turns;
  readonly prompts: readonly string[];
  readonly settings: TrainingSettings;
  /** Policy iteration that writes the answers. */
  readonly iteration: number;
  /** Standard deviation of the labeler's utility over the base model's answers. */
  readonly sd: number;
  /** Who ranks as `classifier`, if anybody. */
  readonly classifier: Classifier | null;
  /** Events in the log so far: new draws continue from here, so that two calls never repeat each other. */
  readonly made: number;
  /** Where twice as many answers are written as are ranked: the places of those that are. */
  readonly choose?: (prompt: readonly number[], written: readonly Generation[]) => Promise<readonly number[]>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

/** The rater could not tell any answers apart. */
export class IndifferentError extends Error {
  override readonly name = 'IndifferentError';

  constructor(labeler: JudgeId, prompts: number) {
    super(
      `The rater "${labeler}" saw no difference between the answers to ${prompts} prompts in a row, so there was nothing to rank. Nothing is lost. Let it look for something that some answers have and others have not, raise the temperature, or choose another rater.`,
    );
  }
}

/** Rows of one rollout pass. */
const ROWS = 32;
/** Passes without a single useful judgement after which the labeler gives up. */
const PATIENCE = 10;

/**
 * Lets the labeler judge prompts until `count` of its judgements put answers in some order, handing each over
 * as it is made. Sets that are all alike to it teach nothing and are passed over, as a person would skip them.
 * @returns how many judgements were made: fewer than `count` when aborted or when nothing differs any more
 * @throws NoClassifierError, TasteError or PatternError; IndifferentError when nothing differed at all
 */
export async function nextJudgements(
  context: SimulationContext,
  labeler: JudgeId,
  count: number,
  onJudgement: (event: PreferenceEvent) => void,
): Promise<number> {
  const { models, turns, prompts, settings, iteration, sd, made } = context;
  const order = stream(settings.seed, `simulate/${labeler}/prompts/${made}`).permutation(prompts.length);
  const noise = stream(settings.seed, `simulate/${labeler}/${made}`);
  const each = context.choose ? 2 * settings.answers : settings.answers;
  const perPass = Math.max(1, Math.floor(ROWS / each));
  const doubt = { temperature: DEFAULT_TEMPERATURE, sd };
  let judged = 0;
  let idle = 0;
  for (let pass = 0; judged < count && idle < PATIENCE && !context.signal?.aborted; pass++) {
    const chosen = Array.from(
      { length: perPass },
      (_, i) => prompts[order[(pass * perPass + i) % order.length]],
    );
    const rows = chosen.flatMap((prompt) => Array.from({ length: each }, () => models.encodePrompt(prompt)));
    const draw = SAMPLING_STREAMS.simulation + (made * 64 + pass) * ROWS;
    const generations = await turns.take('training', () =>
      models.rollout('current', rows, 1, settings, draw, { signal: context.signal }),
    );
    if (context.signal?.aborted) break;
    const before = judged;
    const kept = await choice(context, chosen, generations);
    const written = kept.map((generation, row) =>
      models.toAnswer(generation, iteration, chosen[Math.floor(row / settings.answers)]),
    );
    const judge = await judgeOf(
      labeler,
      written.map(({ text }) => text),
      context,
    );
    for (const [index, prompt] of chosen.entries()) {
      const answers = written.slice(index * settings.answers, (index + 1) * settings.answers);
      const stamp = { id: `${labeler}-${settings.seed}-${made + judged}`, at: 0 };
      const judgement = simulateJudgement({
        labeler: judge,
        prompt,
        chat: models.chats.get(prompt),
        answers,
        doubt,
        stream: noise,
        stamp,
      });
      if (judged === count || judgement.type !== 'ranking' || judgement.tiers.length < 2) continue;
      onJudgement(judgement);
      judged += 1;
    }
    idle = judged === before ? idle + 1 : 0;
    context.onProgress?.(judged);
  }
  if (judged === 0 && idle >= PATIENCE) throw new IndifferentError(labeler, PATIENCE * perPass);
  return judged;
}

/** Of each prompt's answers those that are ranked. */
async function choice(
  { models, turns, choose }: SimulationContext,
  prompts: readonly string[],
  generations: readonly Generation[],
): Promise<readonly Generation[]> {
  if (!choose) return generations;
  const each = generations.length / prompts.length;
  const kept: Generation[] = [];
  for (const [index, prompt] of prompts.entries()) {
    const written = generations.slice(index * each, (index + 1) * each);
    const places = await turns.take('training', () => choose(models.encodePrompt(prompt), written));
    kept.push(...places.map((place) => written[place]));
  }
  return kept;
}

async function judgeOf(
  id: JudgeId,
  texts: readonly string[],
  { classifier, settings }: SimulationContext,
): Promise<Labeler> {
  if (id !== 'classifier') return (await import('../labelersFor.ts')).labelerFor(id, settings);
  if (!classifier) throw new NoClassifierError();
  return classifiedTexts(texts, await classifier.utilities(texts));
}
