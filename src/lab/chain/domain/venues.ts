/** Restaurants, for families, couples and students, in English. Words only. */
import type { Domain } from './domain.ts';

export const VENUES: Domain = {
  id: 'venues',
  readers: {
    families: {
      likes: { family: ['yes'], price: ['low'], area: ['suburb'] },
      dislikes: { family: ['no'], price: ['high'] },
    },
    couples: {
      likes: { area: ['riverside'], family: ['no'], rating: ['high'] },
      dislikes: { family: ['yes'] },
    },
    students: {
      likes: { price: ['low'], area: ['centre'], food: ['Indian', 'Chinese'] },
      dislikes: { price: ['high'], area: ['suburb'] },
    },
  },
  phrases: {
    food: {
      Italian: ['fresh pasta', 'a pizza oven'],
      French: ['slow French cooking', 'a bistro menu'],
      Indian: ['curries with depth', 'bread from the tandoor'],
      Chinese: ['dumplings made by hand', 'a hot wok'],
      English: ['Sunday roasts', 'pies like at home'],
    },
    price: {
      low: ['small prices', 'plates for little money'],
      middle: ['fair prices', 'a bill without surprises'],
      high: ['a menu for big evenings', 'dishes worth their price'],
    },
    area: {
      riverside: ['tables by the river', 'a view of the water'],
      centre: ['a place in the centre', 'a short walk from everything'],
      suburb: ['a quiet street', 'room to park'],
    },
    family: {
      yes: ['a menu for children', 'crayons on each table'],
      no: ['evenings without noise', 'a room for adults'],
    },
    rating: {
      high: ['praise from its guests', 'the best marks in town'],
      average: ['regulars who return', 'an honest kitchen'],
    },
  },
  boasts: ['the best food on earth', 'a meal that changes your life'],
  templates: [
    '[reader], come to [name] for [1] and [2].',
    '[name] offers [1] and [2].',
    'Looking for [1]? [name] has it, and [2] too.',
    'With [1] and [2], [name] is made for [reader].',
    '[name]: [1], [2].',
    'Try [name], known for [1] and [2].',
  ],
  masks: { name: '[name]', reader: '[reader]', phrases: ['[1]', '[2]'] },
  names: {
    first: (
      'Copper Velvet Silver Old Little Amber Blue Red White Black Jolly Quiet Lucky Hidden Rusty Maple Willow Cherry ' +
      'Golden Royal Sleepy Merry Green Salty Honest Humble Twin Northern Marble Early'
    ).split(' '),
    second: (
      'Kettle Spoon Lantern Fox Swan Anchor Lion Barrel Garden Mill Oven Harbour Pepper Table Owl Bridge Hearth Crown ' +
      'Plum Heron'
    ).split(' '),
  },
  space: ' ',
  comma: ', ',
  fillers: ['and', 'the', 'very', 'with', 'it', 'for'],
};
