/**
 * A procedure of eight stages by which a user and a model write copy together: what the user shows at each, and what is right to
 * write there. Most of what is needed stands in what is shown. Two things were said long before: a text that was checked looks
 * like one that was not, and who the readers are is said once, at the beginning. Pure. Knows words; knows no token and no model.
 */
import type { Stream } from '../../rl/random.ts';
import { KEYWORDS, KINDS, OPENERS, READERS, STAGES, TOPICS, type Stage } from './vocabulary.ts';

/** What is to be written about, and for whom. */
export interface Brief {
  readonly kind: (typeof KINDS)[number];
  readonly reader: (typeof READERS)[number];
}

/** One turn of the user and one of the model. */
export interface Interaction {
  readonly shown: readonly string[];
  /** Null for what belongs to no procedure. */
  readonly stage: Stage | null;
  readonly output: readonly string[];
}

/** Stages at which the same is shown, a text: which of them it is, only what was done before tells. */
export const TOLD_BY_HISTORY: readonly Stage[] = ['check', 'match'];

export function drawBrief(random: Stream): Brief {
  return { kind: KINDS[random.integer(KINDS.length)], reader: READERS[random.integer(READERS.length)] };
}

/** The topic that suits: readers decide between the two of a kind of venue. */
export function topicOf({ kind, reader }: Brief): string {
  return TOPICS[2 * KINDS.indexOf(kind) + (READERS.indexOf(reader) % 2)];
}

/** Words that go with a topic, of which any will do. */
export function keywordsOf(topic: string): readonly string[] {
  const place = indexIn(TOPICS, topic);
  return [0, 1, 2, 3].map((step) => KEYWORDS[(place * 2 + step) % KEYWORDS.length]);
}

/** What the user shows the model at a stage: as a rule what came of the one before. */
export function shownAt(
  stage: Stage,
  brief: Brief,
  outputs: readonly (readonly string[])[],
): readonly string[] {
  const [topic, keywords, template, text, verdict, rewritten, selected] = outputs;
  switch (stage) {
    case 'topic':
      return [brief.kind, brief.reader];
    case 'keywords':
      return topic;
    case 'template':
      return keywords;
    case 'fill':
      return [...keywords, ...template];
    case 'check':
      return text;
    case 'rewrite':
      return [...text, ...verdict];
    case 'select':
      return [...verdict, ...text, '|', ...rewritten];
    case 'match':
      return selected;
  }
}

/** All that would be right to write at a stage, each as its words. */
export function rightAt(
  stage: Stage,
  brief: Brief,
  shown: readonly string[],
): readonly (readonly string[])[] {
  switch (stage) {
    case 'topic':
      return [[topicOf(brief)]];
    case 'keywords':
      return keywordsOf(shown[0]).map((word) => [word]);
    case 'template':
      return OPENERS.map((opener) => [opener, '_']);
    case 'fill':
      return [[shown[1], shown[0]]];
    case 'check':
      return [[sounds(shown) ? 'fine' : 'faulty']];
    case 'rewrite':
      // Another beginning, which sounds as the first did.
      return [[OPENERS[OPENERS.indexOf(shown[0] as (typeof OPENERS)[number]) ^ 1], shown[1]]];
    case 'select':
      return [shown[0] === 'fine' ? shown.slice(1, 3) : shown.slice(4)];
    case 'match':
      return [[brief.reader, ...shown]];
  }
}

/** The house's notion of a fluent text: how it begins decides. */
function sounds([opener]: readonly string[]): boolean {
  return indexIn(OPENERS, opener) < OPENERS.length / 2;
}

function indexIn(words: readonly string[], word: string): number {
  return words.indexOf(word);
}

/** Whether an output is right at its stage. */
export function isRight(
  stage: Stage,
  brief: Brief,
  shown: readonly string[],
  output: readonly string[],
): boolean {
  return rightAt(stage, brief, shown).some(
    (right) => right.length === output.length && right.every((word, index) => word === output[index]),
  );
}

/** A brief taken through all stages as it should be; where several outputs are right, one by chance. */
export function chainFor(brief: Brief, random: Stream): Interaction[] {
  const outputs: (readonly string[])[] = [];
  return STAGES.map((stage) => {
    const shown = shownAt(stage, brief, outputs);
    const right = rightAt(stage, brief, shown);
    const output = right[random.integer(right.length)];
    outputs.push(output);
    return { shown, stage, output };
  });
}
