/**
 * What a reward model learns from answers that were taken or left: groups of a few, in tiers by what the events count. Answers of
 * one question only, or of any questions: what was copied is above what was left, whoever asked what. Those of any questions may
 * be matched for length, so that a group's order says little about it. Pure.
 */
import type { Stream } from '../../rl/random.ts';

/** An answer, and what the events about it count. */
export interface Graded {
  readonly value: number;
}

/** Answers in tiers, best first; answers in one tier are alike. */
export interface Lesson<Item> {
  readonly items: readonly Item[];
  /** Tier of each, 0 best. */
  readonly tiers: readonly number[];
}

/** Answers of any questions, so many to a group, by chance. */
export function acrossQuestions<Item extends Graded>(
  items: readonly Item[],
  size: number,
  random: Stream,
): Lesson<Item>[] {
  return inGroups(
    random.permutation(items.length).map((index) => items[index]),
    size,
  );
}

/** Answers of any questions, each group of about one length. */
export function matchedForLength<Item extends Graded>(
  items: readonly Item[],
  size: number,
  lengthOf: (item: Item) => number,
): Lesson<Item>[] {
  return inGroups(
    items.toSorted((a, b) => lengthOf(a) - lengthOf(b)),
    size,
  );
}

/** Answers of one question together, as far as they were not treated alike. */
export function withinQuestions<Item extends Graded>(
  items: readonly Item[],
  size: number,
  questionOf: (item: Item) => string,
): Lesson<Item>[] {
  const byQuestion = new Map<string, Item[]>();
  for (const item of items) {
    const question = questionOf(item);
    byQuestion.set(question, [...(byQuestion.get(question) ?? []), item]);
  }
  return [...byQuestion.values()].flatMap((group) => inGroups(group, size));
}

/** Groups of at most `size`; those in which all count the same teach nothing and are left out. */
function inGroups<Item extends Graded>(items: readonly Item[], size: number): Lesson<Item>[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, group) => items.slice(group * size, (group + 1) * size)).flatMap(
    (group) => {
      const values = [...new Set(group.map(({ value }) => value))].toSorted((a, b) => b - a);
      return values.length < 2
        ? []
        : [{ items: group, tiers: group.map(({ value }) => values.indexOf(value)) }];
    },
  );
}
