/**
 * Names of venues and landmarks, ours and the data set's.
 *
 * A model that has only ever seen 34 names learns them by heart; with some
 * hundreds it has to copy, and then it can copy what a visitor types.
 *
 * Knows: names. Must not know: anything else.
 */
import { KNOWN_VENUES } from '../../src/tastes/blurbs/lexicon.ts';
import type { Random } from './random.ts';

const E2E_NAMES = KNOWN_VENUES.slice(0, 34);
const E2E_NEAR = [...KNOWN_VENUES.slice(34), 'The Rice Boat'];

const FIRST = [
  'Copper',
  'Velvet',
  'Silver',
  'Old',
  'Little',
  'Crooked',
  'Amber',
  'Blue',
  'Red',
  'White',
  'Black',
  'Jolly',
  'Quiet',
  'Lucky',
  'Wandering',
  'Laughing',
  'Hidden',
  'Rusty',
  'Painted',
  'Maple',
  'Willow',
  'Cherry',
  'Ivory',
  'Golden',
  'Royal',
  'Flying',
  'Sleepy',
  'Merry',
  'Green',
  'Salty',
  'Honest',
  'Gilded',
  'Humble',
  'Dancing',
  'Broken',
  'Twin',
  'Northern',
  'Marble',
];
const SECOND = [
  'Kettle',
  'Spoon',
  'Lantern',
  'Fox',
  'Swan',
  'Anchor',
  'Barrel',
  'Fig',
  'Heron',
  'Otter',
  'Hare',
  'Crown',
  'Bell',
  'Rose',
  'Table',
  'Plate',
  'Fork',
  'Pear',
  'Thistle',
  'Lion',
  'Stag',
  'Owl',
  'Sparrow',
  'Wheel',
  'Compass',
  'Door',
  'Garden',
  'Oak',
  'Harp',
  'Pepper',
  'Basil',
  'Saffron',
  'Magpie',
  'Badger',
  'Ship',
  'Star',
  'Moon',
  'Bridge',
  'Harbour',
  'Goose',
];
const SINGLE = [
  "Marlowe's",
  'Basilico',
  'Nonna Rosa',
  'Sakura',
  'Chez Louis',
  'Lotus',
  'Bombay Lane',
  'Juniper',
  "Rosemary's",
  'Tamarind',
  "Luigi's",
  'Kimono',
  'La Lune',
  'Peking Garden',
  'Olive & Thyme',
  'Bella Vista',
  'Hana',
  'Le Jardin',
  'Masala House',
  'Red Dragon',
  "Henry's",
  'Fern',
  'Nook',
  'Pickle',
  "Olivia's",
  'Tandoor',
  'Bento',
  'Petit Paris',
  'Trattoria Lucia',
  'Jade',
  'Mango Tree',
  "Oscar's",
  'Primrose',
  'Rialto',
  'Kyoto',
  'Moulin',
  'Delhi Nights',
  'Silk Road',
  'Tortoise',
  "Hudson's",
  'Verona',
  'Umi',
  'Provence',
  'Spice Route',
  'Bamboo',
  'Sunny Side',
  "Dora's",
];
const LANDMARKS = [
  'Victoria Park',
  "St Mary's Church",
  'The Old Library',
  'Market Square',
  "King's College",
  'The Town Hall',
  'Central Station',
  'The Grand Theatre',
  'Harbour View Hotel',
  "Queen's Bridge",
  'The Art Museum',
  'Hilton Hotel',
  'The Botanic Garden',
  'Castle Hill',
  'The Corn Exchange',
  'Park Street',
  'Mill Lane',
  'The Odeon Cinema',
  'Station Road',
  'The Clock Tower',
  'Jesus Green',
  'City Hospital',
  'The Opera House',
  'Regent Street',
  'The Football Ground',
  'Abbey Gardens',
  'The Post Office',
  'Lion Yard',
  'The Swimming Pool',
  'Trinity Street',
  'The Guildhall',
  "Parker's Piece",
  'The Bus Station',
  'Palace Hotel',
  'Orchard Street',
  'The Lighthouse',
];

/** A venue name: half of the time one of the data set's own. */
export function randomName(rng: Random): string {
  if (rng.chance(0.5)) return rng.pick(E2E_NAMES);
  if (rng.chance(0.25)) return rng.pick(SINGLE);
  const pair = `${rng.pick(FIRST)} ${rng.pick(SECOND)}`;
  return rng.chance(0.75) ? `The ${pair}` : pair;
}

/** A landmark other than `name`: half of the time one of the data set's own. */
export function randomNear(name: string, rng: Random): string {
  for (;;) {
    const near = rng.chance(0.5)
      ? rng.pick(E2E_NEAR)
      : rng.chance(0.6)
        ? rng.pick(LANDMARKS)
        : randomName(rng);
    // One inside the other could not be told apart in a text.
    if (!near.includes(bare(name)) && !name.includes(bare(near))) return near;
  }
}

const ONSETS =
  'b bl br c ch cl cr d dr f fl fr g gl gr h j k kl l m n p pl pr qu r s sh sk sl sp st t th tr v w y z'.split(
    ' ',
  );
const VOWELS = 'a e i o u a e i o ai ea ee ia io oa oo ou ue é ö ü á'.split(' ');
const CODAS = [
  '',
  '',
  '',
  '',
  ...'b ck d ff g k l ll m n nd ng nt p r rd rk rn rt s ss st t tt x z'.split(' '),
];
const WORDS = (
  'Zebra Purple Elephant Lounge Kitchen Corner House Hall Tower Station Park Square Market Street Lane Road Garden ' +
  'Museum Palace Cottage Cellar Attic Balcony Terrace Island Canyon Meadow Orchid Tulip Daisy Violet Maple Cedar ' +
  'Tiger Panda Dragon Falcon Raven Dolphin Whale Lobster Oyster Salmon Turtle Rabbit Squirrel Hedgehog Donkey ' +
  'Pony Camel Monkey Parrot Penguin Walrus Bear Wolf Eagle Hawk Crane Robin Cricket Beetle Spider Butterfly Honey ' +
  'Sugar Cinnamon Ginger Vanilla Lemon Orange Apple Peach Plum Melon Coconut Almond Walnut Pumpkin Potato Onion ' +
  'Carrot Tomato Radish Mustard Butter Thunder Storm River Ocean Desert Mountain Valley Forest Cloud Rainbow ' +
  'Sunset Midnight Morning Summer Winter Autumn Spring Monday Friday Grand Royal Noble Brave Clever Silent Gentle ' +
  'Crazy Funky Happy Hungry Thirsty Lazy Busy Shiny Dusty Foggy Frosty Crystal Diamond Ruby Emerald Pearl Bronze ' +
  'Iron Stone Brick Wooden Paper Glass Cotton Satin Big Small Tall Tiny Mighty Giant Lucky Seven Nine Eleven ' +
  'Bridge Castle Chapel Church School College Library Theatre Cinema Stadium Harbour Pier Airport Hotel Hostel ' +
  'Joe Anna Mario Carlos Elena Sofia Oliver Emma Lucas Mia Noah Ava Liam Zoe Ivan Nina Omar Leila Chen Wei Yuki ' +
  'Ravi Priya Kofi Amara Pablo Diego Hans Greta Pierre Claire Jack Lily Tom Sam Ben Max Ruth Kate Paul John Mary'
).split(' ');

/**
 * A name that was never there before: made-up words, and everyday ones in chance company. Nobody can learn
 * these by heart, so they teach copying as such.
 */
export function inventName(rng: Random): string {
  const word = (): string => (rng.chance(0.5) ? madeUpWord(rng) : rng.pick(WORDS));
  switch (rng.below(8)) {
    case 0:
      return word();
    case 1:
      return `${word()}'s`;
    case 2:
      return `${word()}'s ${word()}`;
    case 3:
      return `The ${word()}`;
    case 4:
    case 5:
      return `The ${word()} ${word()}`;
    default:
      return `${word()} ${rng.chance(0.1) ? '& ' : ''}${word()}`;
  }
}

function madeUpWord(rng: Random): string {
  let text = '';
  for (let n = 1 + rng.below(3); n > 0; n--) text += rng.pick(ONSETS) + rng.pick(VOWELS);
  text += rng.pick(CODAS);
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A venue and a landmark to learn from: more often than not, ones that cannot be known. */
export function trainingVenues(rng: Random): { name: string; near: string } {
  for (;;) {
    const name = rng.chance(0.4) ? randomName(rng) : inventName(rng);
    const near = rng.chance(0.4) ? randomNear(name, rng) : inventName(rng);
    if (!near.includes(bare(name)) && !name.includes(bare(near))) return { name, near };
  }
}

function bare(name: string): string {
  return name.replace(/^The /, '');
}
