/**
 * The words of the bench, each a token: marks of a conversation, the stages of writing copy, what is written about and with, and
 * what has nothing to do with it. Pure. Knows no procedure.
 */

/** The stages of the procedure in their order, as the essay has them. */
export const STAGES = [
  'topic',
  'keywords',
  'template',
  'fill',
  'check',
  'rewrite',
  'select',
  'match',
] as const;
export type Stage = (typeof STAGES)[number];

/** Who speaks next, where a turn ends, what stands between two texts, what stands before notes, and a gap in a template. */
export const MARKS = ['<end>', '<user>', '<model>', '|', 'notes', '_'] as const;

export const KINDS = ['café', 'pub', 'bakery', 'teahouse'] as const;
export const READERS = ['students', 'families', 'couples', 'tourists'] as const;
/** Two a kind of venue. */
export const TOPICS = ['breakfast', 'study', 'ale', 'quiz', 'bread', 'cake', 'oolong', 'ceremony'] as const;
/** Four a topic, each shared by two. */
export const KEYWORDS = [
  'warm',
  'quiet',
  'early',
  'crisp',
  'golden',
  'slow',
  'fresh',
  'local',
  'sweet',
  'mellow',
  'merry',
  'old',
  'light',
  'rich',
  'plain',
  'bright',
] as const;
/** How texts begin, two and two that stand for each other: the first half sound well to the house, the others do not. */
export const OPENERS = ['taste', 'find', 'share', 'enjoy', 'get', 'take', 'need', 'want'] as const;
export const VERDICTS = ['fine', 'faulty'] as const;

/** What unrelated interactions are about. */
export const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
export const UNRELATED = ['plus', 'backwards', 'hello', 'thanks', 'welcome', 'goodbye', 'answer'] as const;

/** Every word once; a word's place is its id. */
export const VOCABULARY: readonly string[] = [
  ...MARKS,
  ...STAGES,
  ...KINDS,
  ...READERS,
  ...TOPICS,
  ...KEYWORDS,
  ...OPENERS,
  ...VERDICTS,
  ...DIGITS,
  ...UNRELATED,
];

const IDS = new Map(VOCABULARY.map((word, id) => [word, id]));

/** @throws RangeError for a word that is none of the bench's */
export function idOf(word: string): number {
  const id = IDS.get(word);
  if (id === undefined) throw new RangeError(`${JSON.stringify(word)} is no word of this bench.`);
  return id;
}

export function idsOf(words: readonly string[]): number[] {
  return words.map(idOf);
}

export function wordsOf(ids: readonly number[]): string[] {
  return ids.map((id) => VOCABULARY[id] ?? `<${id}>`);
}
