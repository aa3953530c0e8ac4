/** Questions about the tables that people see: their venues, the dictionary's words. Pure. */
import { stream } from '../../../rl/random.ts';
import type { Round } from '../dialogue.ts';
import type { Entries } from '../toolset/dictionary.ts';
import type { Venue } from '../toolset/table.ts';
import { ask, type Question } from './questions.ts';
import { heldOutValues, pick } from './values.ts';
import { KINDS, type Kind } from './wordings.ts';

/** Kinds whose question names a venue. */
const OF_VENUES: readonly Kind[] = [
  'food',
  'dish',
  'price',
  'opened',
  'bill',
  'dishIn',
  'openedWeekday',
  'between',
];

/**
 * A question of a kind, or of any that there is enough for, over the tables at hand, worded as it was shown in training.
 * @returns null where they have too little for it
 */
export function askOver(
  kind: Kind | null,
  venues: readonly Venue[],
  entries: Entries,
  seed: number,
): Question | null {
  const random = stream(seed, 'tools/page');
  const chosen =
    kind ??
    pick(
      KINDS.filter((each) => enoughFor(each, venues, entries)),
      random,
    );
  if (!enoughFor(chosen, venues, entries)) return null;
  const about = chosen === 'dishIn' ? translatable(venues, entries) : venues;
  const venue = OF_VENUES.includes(chosen) ? pick(about, random) : null;
  const words = [...entries.keys()];
  const values = heldOutValues(random);
  const own = {
    ...values,
    entry(): ReturnType<typeof values.entry> {
      const word = chosen === 'dishIn' ? venue!.dish.toLowerCase() : pick(words, random);
      return [word, entries.get(word)!];
    },
    venue: () => (chosen === 'between' ? pick(venues, random) : venue!),
  };
  return { ...ask(chosen, 'shown', own, random), venues, entries };
}

function enoughFor(kind: Kind, venues: readonly Venue[], entries: Entries): boolean {
  if (kind === 'dishIn') return translatable(venues, entries).length > 0;
  return venues.length >= (kind === 'between' ? 2 : OF_VENUES.includes(kind) ? 1 : 0);
}

const translatable = (venues: readonly Venue[], entries: Entries) =>
  venues.filter(({ dish }) => entries.has(dish.toLowerCase()));

/**
 * The first round that is not as a demonstration has it, or null.
 * @param rounds of a dialogue that has ended
 */
export function departure({ queries, answer }: Question, rounds: readonly Round[]): number | null {
  const wanted = [...queries.map((text) => ({ to: 'TS', text })), { to: 'User', text: answer }];
  const place = wanted.findIndex(({ to, text }, index) => {
    const turn = rounds[index]?.turn;
    return turn?.to !== to || turn.text !== text;
  });
  return place < 0 ? null : Math.min(place, Math.max(0, rounds.length - 1));
}
