/**
 * Names of venues and landmarks, ours and the data set's.
 *
 * A model that has only ever seen 34 names learns them by heart; with some
 * hundreds it has to copy, and then it can copy what a visitor types.
 *
 * Knows: names. Must not know: anything else.
 */
import { KNOWN_VENUES } from '../../src/blurbs/lexicon.ts';
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

function bare(name: string): string {
  return name.replace(/^The /, '');
}
