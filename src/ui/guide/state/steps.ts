/**
 * The guide's six steps: which parts of the page each is about, what is to be done there and by what it is known to be done, and
 * what is asked. Pure; what is said stands in words/, what a button does in actions.ts.
 */
import { cutAt, isCut, latest, leashKey, leashMoved, type GuideFacts } from './facts.ts';
import type { QuestionId } from './questions.ts';

export type StepId = 'examples' | 'ranking' | 'reward' | 'update' | 'kl' | 'wrong';

/** Parts of the page, by the names that guide.css lights them by. */
export type PartId =
  | 'rank'
  | 'answers'
  | 'last'
  | 'train'
  | 'reward'
  | 'utility'
  | 'kl'
  | 'agreement'
  | 'clip'
  | 'compare'
  | 'recorded';

export type ActId =
  'read' | 'submit' | 'fit' | 'iterate' | 'drift' | 'colours' | 'leash' | 'cut' | 'away' | 'back';

/** How the page stood when the step was opened. */
export interface Opened {
  readonly leash: string;
}

export interface Act {
  readonly id: ActId;
  /** Where it is done. */
  readonly part: PartId;
  readonly done: (facts: GuideFacts, opened: Opened) => boolean;
}

export interface Step {
  readonly id: StepId;
  /** The part that is lit while it is open; the second one in a recording. */
  readonly part: PartId;
  readonly recordedPart: PartId;
  /** Needs a trainer, and so WebGPU: of a recording they are left out. */
  readonly acts: readonly Act[];
  readonly questions: readonly QuestionId[];
  /** What is asked of a recording; none where nothing of the step can be seen in one. */
  readonly recordedQuestions: readonly QuestionId[];
}

/** Nats that can be seen on the curve. */
const DRIFTED = 0.02;
/** Iterations after which it shows what comes of no leash. */
export const AWAY = 6;

export const STEPS: readonly Step[] = [
  {
    id: 'examples',
    part: 'answers',
    recordedPart: 'compare',
    acts: [{ id: 'read', part: 'answers', done: ({ begun, rankings }) => begun || rankings > 0 }],
    questions: ['longest'],
    recordedQuestions: ['longest'],
  },
  {
    id: 'ranking',
    part: 'rank',
    recordedPart: 'recorded',
    acts: [{ id: 'submit', part: 'rank', done: ({ rankings, last }) => rankings > 0 && last !== null }],
    questions: ['pairs'],
    recordedQuestions: [],
  },
  {
    id: 'reward',
    part: 'rank',
    recordedPart: 'agreement',
    acts: [
      {
        id: 'fit',
        part: 'rank',
        done: ({ last, agreement }) => agreement !== null || (last?.scores ?? null) !== null,
      },
    ],
    questions: ['best'],
    recordedQuestions: ['heldOut'],
  },
  {
    id: 'update',
    part: 'train',
    recordedPart: 'clip',
    acts: [{ id: 'iterate', part: 'train', done: ({ iteration }) => iteration > 0 }],
    questions: ['clipped'],
    recordedQuestions: ['clipped'],
  },
  {
    id: 'kl',
    part: 'kl',
    recordedPart: 'kl',
    acts: [
      { id: 'drift', part: 'train', done: (facts) => (latest(facts, 'objective/kl') ?? 0) >= DRIFTED },
      { id: 'colours', part: 'compare', done: ({ comparison }) => (comparison?.iteration ?? 0) > 0 },
      { id: 'leash', part: 'kl', done: (facts, { leash }) => leashMoved(facts, leash) },
    ],
    questions: ['token', 'price'],
    recordedQuestions: ['token', 'price'],
  },
  {
    id: 'wrong',
    part: 'kl',
    recordedPart: 'reward',
    acts: [
      { id: 'cut', part: 'kl', done: (facts) => cutAt(facts) !== null },
      {
        id: 'away',
        part: 'reward',
        done: (facts) => facts.iteration - (cutAt(facts) ?? Infinity) >= AWAY - 2,
      },
      { id: 'back', part: 'kl', done: (facts) => cutAt(facts) !== null && !isCut(facts.settings) },
    ],
    questions: ['together'],
    recordedQuestions: ['together'],
  },
];

export function openedAt({ settings }: GuideFacts): Opened {
  return { leash: leashKey(settings) };
}

/** What is asked of what is on screen. */
export function questionsOf(step: Step, { source }: Pick<GuideFacts, 'source'>): readonly QuestionId[] {
  return source === 'recorded' ? step.recordedQuestions : step.questions;
}

/** Whether all that is asked of a step on this page was answered. */
export function isAnswered(
  step: Step,
  answered: readonly string[],
  facts: Pick<GuideFacts, 'source'>,
): boolean {
  const asked = questionsOf(step, facts);
  return asked.length > 0 && asked.every((id) => answered.includes(`${step.id}/${id}`));
}
