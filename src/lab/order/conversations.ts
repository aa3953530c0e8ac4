/**
 * Interactions laid out as what a model is trained on: a procedure's own one after the other, or shuffled among all procedures, by
 * themselves or with unrelated ones between. A conversation is as many interactions as a procedure has stages, twice as many with
 * unrelated ones: every arm sees the same interactions equally often. Pure.
 */
import type { Stream } from '../../rl/random.ts';
import type { Brief, Interaction } from './procedure.ts';
import { idOf, idsOf, STAGES, type Stage } from './vocabulary.ts';

/** In order; shuffled; in order with unrelated ones between; shuffled with unrelated ones between. */
export const ARMS = ['order', 'shuffled', 'mixed', 'both'] as const;
export type Arm = (typeof ARMS)[number];

/**
 * What a user's turn carries: what is worked on alone; or beside it notes of whom it is for and what was done last, as a state
 * in reinforcement learning says all that counts.
 */
export const CARRIED = ['text', 'notes'] as const;
export type Carried = (typeof CARRIED)[number];

/** What a model reads, and which of its tokens it wrote itself and learns. */
export interface Conversation {
  readonly tokens: readonly number[];
  readonly learnt: readonly boolean[];
}

/** A procedure with the brief that it is of. */
export interface Course {
  readonly brief: Brief;
  readonly chain: readonly Interaction[];
}

/** Words of a user's turn. */
export function userTurn(
  shown: readonly string[],
  stage: Stage | null,
  brief: Brief,
  carried: Carried,
): string[] {
  const last = stage === null ? [] : STAGES.slice(0, STAGES.indexOf(stage)).slice(-1);
  const notes = carried === 'notes' && stage !== null ? ['notes', brief.reader, ...last, '|'] : [];
  return ['<user>', ...notes, ...shown, '<model>'];
}

/** An interaction as tokens, those of the user not to be learnt. */
export function tokensOf(
  { shown, stage, output }: Interaction,
  brief: Brief,
  carried: Carried,
): Conversation {
  const asked = idsOf(userTurn(shown, stage, brief, carried));
  const written = [...idsOf([...(stage === null ? [] : [stage]), ...output]), idOf('<end>')];
  return {
    tokens: [...asked, ...written],
    learnt: [...asked.map(() => false), ...written.map(() => true)],
  };
}

/** One pass over all courses, in conversations in the order in which they are learnt. */
export function conversations(
  courses: readonly Course[],
  unrelated: readonly Interaction[],
  arm: Arm,
  carried: Carried,
  random: Stream,
): Conversation[] {
  const told = courses.map(({ brief, chain }) => chain.map((each) => tokensOf(each, brief, carried)));
  const shuffled = <Item>(items: readonly Item[]): Item[] =>
    random.permutation(items.length).map((index) => items[index]);
  const noise = shuffled(unrelated).map((each) => tokensOf(each, courses[0].brief, carried));
  const size = STAGES.length;
  switch (arm) {
    case 'order':
      return shuffled(told).map(join);
    case 'shuffled':
      return inRuns(shuffled(told.flat()), size).map(join);
    case 'mixed':
      return shuffled(told).map((chain, index) =>
        join(merged(chain, noise.slice(index * size, (index + 1) * size), random)),
      );
    case 'both':
      return inRuns(shuffled([...told.flat(), ...noise]), 2 * size).map(join);
  }
}

/** Two rows of items as one: each stays in its order, and which comes next is chance. */
function merged<Item>(one: readonly Item[], other: readonly Item[], random: Stream): Item[] {
  const first = new Set(random.permutation(one.length + other.length).slice(0, one.length));
  const rows = [[...one], [...other]];
  return Array.from({ length: one.length + other.length }, (_, place) =>
    rows[first.has(place) ? 0 : 1].shift()!,
  );
}

function inRuns<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.floor(items.length / size) }, (_, run) =>
    items.slice(run * size, (run + 1) * size),
  );
}

function join(parts: readonly Conversation[]): Conversation {
  return {
    tokens: parts.flatMap(({ tokens }) => tokens),
    learnt: parts.flatMap(({ learnt }) => learnt),
  };
}
