/**
 * One model of the bench from its first weights to what it has learnt: which courses it learns from, in which layout, how often.
 * Panel and experiment share it. Knows a model by its type.
 */
import { stream, type Stream } from '../../rl/random.ts';
import {
  NOTHING,
  type LearningOptions,
  type LearntSequence,
  type SequenceHooks,
  type SequenceModel,
  type SequenceModelOptions,
  type Update,
} from '../sequences/sequenceModel.ts';
import { conversations, type Arm, type Carried, type Conversation, type Course } from './conversations.ts';
import { chainFor, drawBrief } from './procedure.ts';
import { drawUnrelated } from './unrelated.ts';
import { idOf, STAGES, VOCABULARY } from './vocabulary.ts';

export interface LessonOptions {
  readonly arm: Arm;
  readonly carried: Carried;
  /** Courses that there are to learn from; each stands as often as `updates` need it. */
  readonly courses: number;
  readonly updates: number;
  readonly seed: number;
}

/** Conversations of an update. */
const BATCH = 16;
/** Room for the longest conversation: chance may put the longest interactions together, up to 27 tokens each with notes. */
const POSITIONS = 448;
const SHAPE = { family: 'llama', dim: 48, layers: 2, heads: 3 } as const;
/** Found in a twin of this model, before the first run here: higher ones were no faster. */
const LEARNING_RATE = 8e-3;
const WARMUP = 30;

export function modelOptions(seed: number): SequenceModelOptions {
  return { ...SHAPE, vocab: VOCABULARY.length, positions: POSITIONS, end: idOf('<end>'), seed };
}

/** Courses to learn from: where fewer are drawn, they are the first of those that more would be. */
export function drawCourses(count: number, seed: number): Course[] {
  const random = stream(seed, 'order/learnt');
  return Array.from({ length: count }, () => drawCourse(random));
}

/** Draws after which all courses that there are were probably learnt. */
const MOST_DRAWS = 10_000;

/**
 * Courses to be asked about: none is among those that were learnt.
 * @throws RangeError where hardly any is left
 */
export function unseenCourses(count: number, seed: number, learnt: readonly Course[]): Course[] {
  const random = stream(seed, 'order/asked');
  const seen = new Set(learnt.map((course) => JSON.stringify(course)));
  const unseen: Course[] = [];
  for (let draw = 0; unseen.length < count; draw++) {
    if (draw === MOST_DRAWS)
      throw new RangeError(
        'Nearly all courses were learnt, and too few are left to ask about. Learn from fewer.',
      );
    const course = drawCourse(random);
    if (!seen.has(JSON.stringify(course))) unseen.push(course);
  }
  return unseen;
}

function drawCourse(random: Stream): Course {
  const brief = drawBrief(random);
  return { brief, chain: chainFor(brief, random) };
}

/** As many conversations as all updates take, pass after pass. */
export function* lessons({
  arm,
  carried,
  courses,
  updates,
  seed,
}: LessonOptions): Generator<Conversation, void> {
  const told = drawCourses(courses, seed);
  const chance = stream(seed, 'order/unrelated');
  const unrelated = Array.from({ length: courses * STAGES.length }, () => drawUnrelated(chance));
  const layout = stream(seed, `order/layout/${arm}`);
  let left = updates * BATCH;
  while (left > 0) {
    const pass = conversations(told, unrelated, arm, carried, layout).slice(0, left);
    yield* pass;
    left -= pass.length;
  }
}

/** What a conversation teaches: the model's own tokens, each from all before it. */
export function asLearnt({ tokens, learnt }: Conversation): LearntSequence {
  return {
    tokens: tokens.slice(0, -1),
    targets: tokens.slice(1).map((token, at) => (learnt[at + 1] ? token : NOTHING)),
  };
}

/**
 * All updates, in portions after each of which `onPortion` may look at the model.
 * @throws what {@link SequenceModel.train} throws; the signal's reason
 */
export async function teach(
  model: Pick<SequenceModel, 'train'>,
  options: LessonOptions,
  portion: number,
  { signal, onProgress }: SequenceHooks = {},
  onPortion: (done: number, last: Update) => Promise<void> | void = () => undefined,
): Promise<void> {
  const { updates } = options;
  const learning: LearningOptions = { batch: BATCH, learningRate: LEARNING_RATE, warmup: WARMUP, updates };
  const all = [...lessons(options)].map(asLearnt);
  for (let done = 0; done < updates; done += portion) {
    const until = Math.min(updates, done + portion);
    const told = await model.train(all.slice(done * BATCH, until * BATCH), learning, {
      signal,
      onProgress: (made) => onProgress?.(done + made, updates),
    });
    await onPortion(until, told.at(-1)!);
  }
}
