/**
 * Adds a tone to a blurb.
 *
 * Knows: how phrases and facts are put together for each of the five tones.
 * Must not know: where references come from, or how tones are detected
 * (src/tastes/blurbs/tone.ts); the two meet only in a test.
 */
import type { Facts, Slot } from '../../src/tastes/blurbs/facts.ts';
import type { Tone } from '../../src/tastes/blurbs/tone.ts';
import { BLUNT, EXCLAMATION, PLAYFUL, QUESTION, WARM, type TonePhrases } from './phrases.ts';
import type { Random } from './random.ts';
import { foodNoun, placePhrase, realise } from './realise.ts';

const PHRASES: Readonly<Record<Exclude<Tone, 'blunt'>, TonePhrases>> = {
  warm: WARM,
  playful: PLAYFUL,
  question: QUESTION,
  exclamation: EXCLAMATION,
};

/** One phrase with its facts filled in, and the slots it thereby states. */
export interface FilledPhrase {
  text: string;
  says: ReadonlySet<Slot>;
}

/** Fills a phrase, or gives nothing when a fact it needs was not given. */
export function fillPhrase(phrase: string, facts: Facts, rng: Random): FilledPhrase | undefined {
  const says = new Set<Slot>();
  let text = phrase;
  if (text.includes('{food}')) {
    if (facts.food === undefined) return undefined;
    says.add('food');
    text = text.replaceAll('{food}', foodNoun(facts.food));
  }
  if (text.includes('{type}')) {
    if (facts.type === undefined) return undefined;
    says.add('type');
    text = text.replaceAll('{type}', facts.type);
  }
  if (text.includes('{place}')) {
    const slots = (['area', 'near'] as const).filter((slot) => facts[slot] !== undefined);
    if (slots.length === 0) return undefined;
    for (const slot of slots) says.add(slot);
    text = text.replaceAll('{place}', placePhrase(facts, says, rng));
  }
  return { text: text.replaceAll('{name}', facts.name), says };
}

/**
 * Gives a blurb a tone. With a one-sentence `reference` the phrase is put
 * around it; without one (or for blunt, which rewrites) our own sentences are
 * used, and they leave out what the opening already said.
 */
export function applyTone(tone: Tone, facts: Facts, reference: string | undefined, rng: Random): string {
  if (tone === 'blunt') return writeBlunt(facts, rng);
  const phrases = PHRASES[tone];
  const plain = () => reference ?? realise(facts, new Set(), rng, true);
  // The exclamation is often nothing but its mark.
  if (tone === 'exclamation' && rng.chance(0.2)) return plain().replace(/\.$/, '!');
  if (rng.chance(0.5)) return `${plain()} ${pickPhrase(phrases.closings, facts, rng).text}`;
  if (reference === undefined) {
    const opening = pickPhrase(phrases.openings, facts, rng);
    return joinOpening(opening.text, realise(facts, opening.says, rng, true), facts.name);
  }
  // A reference says the facts itself, so its opening should say none.
  const opening = pickPhrase(phrases.openings, facts, rng, true);
  return joinOpening(opening.text, reference, facts.name);
}

function pickPhrase(phrases: readonly string[], facts: Facts, rng: Random, factless = false): FilledPhrase {
  for (;;) {
    const filled = fillPhrase(rng.pick(phrases), facts, rng);
    if (filled !== undefined && !(factless && filled.says.size > 0)) return filled;
  }
}

// "Come to The Mill! The Mill is a pub." stutters.
function joinOpening(opening: string, text: string, name: string): string {
  const rest = text.slice(name.length);
  const stutters = opening.includes(name) && text.startsWith(name);
  return stutters && /^ (?:is|has|serves|offers|provides|sells)\b/.test(rest)
    ? `${opening} It${rest}`
    : `${opening} ${text}`;
}

/** A short, flat version of the facts: fragments instead of sentences. */
export function writeBlunt(facts: Facts, rng: Random): string {
  const fragments: string[] = [];
  const priceWord =
    facts.price === 'high' ? 'expensive' : facts.price === 'moderate' ? 'mid-priced' : facts.price;
  const food = facts.food === 'Fast food' ? 'fast food' : facts.food;
  const kind = facts.type ?? (facts.food === undefined ? '' : rng.pick(['food', 'restaurant', 'place']));
  const priceInHead = priceWord === 'cheap' || priceWord === 'expensive' || priceWord === 'mid-priced';
  const headPrice = priceInHead && rng.chance(0.6);
  const head = [headPrice ? priceWord : '', food ?? '', kind]
    .filter((w) => w !== '')
    .join(' ')
    .replace('fast food food', 'fast food');
  if (head !== '') fragments.push(head);
  const tail: string[] = [];
  if (facts.price !== undefined && !headPrice) {
    tail.push(
      priceInHead
        ? rng.pick([`${facts.price} prices`, priceWord ?? ''])
        : rng.pick([facts.price, `costs ${facts.price}`]),
    );
  }
  if (facts.rating !== undefined) {
    tail.push(
      rng.pick([
        `rated ${facts.rating}`,
        `rating ${facts.rating}`,
        /\d/.test(facts.rating) ? facts.rating : `${facts.rating} rating`,
      ]),
    );
  }
  if (facts.area !== undefined) tail.push(facts.area);
  if (facts.near !== undefined) tail.push(`near ${facts.near}`);
  if (facts.family !== undefined) {
    tail.push(
      facts.family === 'yes'
        ? rng.pick(['family-friendly', 'good for families'])
        : rng.pick(['not family-friendly', 'adults only', 'not for children']),
    );
  }
  fragments.push(...(rng.chance(0.6) ? tail : rng.shuffle(tail)));
  const list = fragments.join(', ');
  const article = /^[aeio]/i.test(head) ? 'an' : 'a';
  const isKind = facts.type !== undefined && head !== '' && tail.length > 0;
  const capital = capitalise(list);
  const forms = [
    `${facts.name}: ${list}.`,
    `${facts.name}. ${capital}.`,
    `${facts.name}, ${list}.`,
    `${capital}. That is ${facts.name}.`,
    // "The Eagle is a cheap pub" needs a noun; without a type there is none.
    ...(isKind
      ? [
          `${facts.name} is ${article} ${head}. ${capitalise(tail.join(', '))}.`,
          `${facts.name} is ${article} ${head}, ${tail.join(', ')}.`,
        ]
      : []),
  ];
  const body = rng.pick(forms);
  const extra = rng.next();
  if (extra < 0.3) return `${body} ${rng.pick(BLUNT.closings)}`;
  if (extra < 0.55) return `${rng.pick(BLUNT.openings)} ${body}`;
  return body;
}

function capitalise(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
