/**
 * What questions are about: numbers, dates, words, venues. Shown values make up the training; held-out values are never in it, and make
 * up the test and what reinforcement learning is tested on. Which is which is a rule, so that both can be drawn without end.
 */
import type { Stream } from '../../../rl/random.ts';
import { isoOf, type Venue } from '../toolset/table.ts';
import type { Entry } from '../toolset/dictionary.ts';
import { ENTRIES } from './entries.ts';
import { HELD_OUT_WORDS, SHOWN_WORDS } from './words.ts';

export interface Values {
  /** A whole number of so many digits. */
  number(digits: number): number;
  date(): string;
  /** A word of the dictionary with what stands there. */
  entry(): readonly [string, Entry];
  /** @param dish null for one of its own kind */
  venue(dish: string | null): Venue;
  /** A word for a question that no tool knows. */
  word(): string;
}

/** Of numbers of more than one digit, one in seven is held out. */
export const heldOutNumber = (value: number): boolean => value >= 10 && value % 7 === 3;

/** Of days, one in eleven: no weekday is rarer by it. */
export const heldOutDay = (day: number): boolean => ((day % 11) + 11) % 11 === 3;

const [FIRST_DAY, LAST_DAY] = [-7305, 24106];

/** Never in training: numbers and days by the rule, words by the list. */
export function heldOutValues(random: Stream): Values {
  const words = [...ENTRIES.keys()];
  const { first, second, food } = HELD_OUT_WORDS;
  return {
    number: (digits) =>
      draw(
        () => numberOf(digits, random),
        (n) => n < 10 || heldOutNumber(n),
      ),
    date: () => isoOf(draw(() => dayIn(random), heldOutDay)),
    entry() {
      const word = pick(words, random);
      return [word, ENTRIES.get(word)!];
    },
    venue(dish) {
      const [left, right] = [pick(first, random), pick(second, random)];
      return {
        name: pick([`${left} ${right}`, `The ${left} ${right}`, `${right} House`, `The ${right}`], random),
        food: pick(food, random),
        dish: dish ?? pick(words, random),
        price: this.number(2),
        opened: this.date(),
      };
    },
    word: () => pick(words, random),
  };
}

/**
 * Of the training.
 * @param common words of the wordings themselves, of which a name may be made, too
 */
export function shownValues(random: Stream, common: readonly string[]): Values {
  const shown = (make: () => string) => draw(make, (text) => !isHeldOut(text));
  const word = (): string => {
    const chance = random.uniform();
    if (chance < 0.06) return pick(common, random).toLowerCase();
    if (chance < 0.2) return pick(SHOWN_WORDS.dish, random);
    return shown(() => invented(random));
  };
  const foreign = () => {
    const text = word();
    const spelt = random.uniform() < 0.25 ? accented(text, random) : text;
    return random.uniform() < 0.35 ? capital(spelt) : random.uniform() < 0.06 ? `${spelt} ${word()}` : spelt;
  };
  return {
    number: (digits) =>
      draw(
        () => numberOf(digits, random),
        (n) => !heldOutNumber(n),
      ),
    date: () =>
      isoOf(
        draw(
          () => dayIn(random),
          (day) => !heldOutDay(day),
        ),
      ),
    entry: () => [
      word(),
      { German: foreign(), French: foreign(), Spanish: foreign(), meaning: meaningOf(word, random) },
    ],
    venue(dish) {
      return {
        name: nameOf(word, random),
        food: random.uniform() < 0.3 ? pick(SHOWN_WORDS.food, random) : capital(word()),
        dish: dish ?? (random.uniform() < 0.1 ? `${word()} ${word()}` : word()),
        price: this.number(1 + random.integer(3)),
        opened: this.date(),
      };
    },
    word,
  };
}

const HELD_OUT: ReadonlySet<string> = new Set(
  [
    ...ENTRIES.keys(),
    ...[...ENTRIES.values()].flatMap(({ German, French, Spanish }) => [German, French, Spanish]),
    ...Object.values(HELD_OUT_WORDS).flat(),
  ].map((word) => word.toLowerCase()),
);

/** Whether a word is kept out of the training. */
export const isHeldOut = (word: string): boolean => HELD_OUT.has(word.toLowerCase());

function nameOf(word: () => string, random: Stream): string {
  const one = () => {
    const chance = random.uniform();
    if (chance < 0.2) return pick(SHOWN_WORDS.first, random);
    return chance < 0.4 ? pick(SHOWN_WORDS.second, random) : capital(word());
  };
  const name = pick(
    [
      one,
      () => `${one()} ${one()}`,
      () => `${one()} ${one()}`,
      () => `${one()} House`,
      () => `${one()} ${joint(random)} ${one()}`,
    ],
    random,
  )();
  const whole = random.uniform() < 0.25 ? `The ${name}` : random.uniform() < 0.05 ? `${name} ${one()}` : name;
  // As people type it.
  return random.uniform() < 0.12 ? whole.toLowerCase() : whole;
}

const joint = (random: Stream) => pick(['of', 'and', '&', 'in', 'at', 'by', 'on the', 'de', 'la'], random);

function meaningOf(word: () => string, random: Stream): string {
  const thing = () => (random.uniform() < 0.5 ? word() : `${word()} ${word()}`);
  const tail = [
    '',
    '',
    ` of ${word()}`,
    ` with ${thing()}`,
    ` to ${word()}`,
    ` that ${word()}`,
    ` for ${word()}`,
  ];
  return `${pick(['a ', 'a ', 'an ', '', 'the ', 'what '], random)}${thing()}${pick(tail, random)}`;
}

const ONSETS = 'b c d f g h j k l m n p r s t v w z br cr dr fl gr pl pr sl st tr ch sh th qu sp sc'.split(
  ' ',
);
const VOWELS = 'a e i o u a e i o u ai ea ee oo ou y ie au'.split(' ');
const CODAS = ['', '', '', ...'n r l s t m k p d nd st ck ng rt ll ss tt x sh ch'.split(' ')];

/** A word that there is not, of one to three syllables. */
function invented(random: Stream): string {
  const syllables = pick([1, 2, 2, 2, 3], random);
  let word = random.uniform() < 0.15 ? pick(VOWELS, random) : '';
  for (let i = 0; i < syllables; i++)
    word +=
      pick(ONSETS, random) +
      pick(VOWELS, random) +
      (i === syllables - 1 || random.uniform() < 0.3 ? pick(CODAS, random) : '');
  return word.length < 3 ? `${word}n` : word.slice(0, 10);
}

const ACCENTS: Readonly<Record<string, string>> = {
  a: 'äàáâ',
  e: 'éèêë',
  i: 'íîï',
  o: 'öóôœ',
  u: 'üúûù',
  n: 'ñ',
  s: 'ß',
  c: 'ç',
};

function accented(word: string, random: Stream): string {
  const places = Array.from(word).flatMap((letter, place) => (letter in ACCENTS ? [place] : []));
  if (places.length === 0) return word;
  const place = pick(places, random);
  return word.slice(0, place) + pick(Array.from(ACCENTS[word[place]]), random) + word.slice(place + 1);
}

function numberOf(digits: number, random: Stream): number {
  const least = digits === 1 ? 2 : 10 ** (digits - 1);
  return least + random.integer(10 ** digits - least);
}

const dayIn = (random: Stream) => FIRST_DAY + random.integer(LAST_DAY - FIRST_DAY);

function draw<T>(make: () => T, fits: (made: T) => boolean): T {
  for (;;) {
    const made = make();
    if (fits(made)) return made;
  }
}

export function pick<T>(items: readonly T[], random: Stream): T {
  return items[random.integer(items.length)];
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
