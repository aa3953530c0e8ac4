/**
 * References of the E2E data set (a few are ours), each judged by hand: what it leaves out and what it
 * gets wrong. The facts are written as prompts.
 */
import { SAID } from './judgedSaid.ts';

/** [facts, text, missing slots, slots with a wrong statement] */
export const JUDGED: readonly (readonly [string, string, string, string])[] = [
  ...SAID,
  // Left out.
  [
    'name: Zizzi, type: pub, food: English, rating: low, family: yes',
    'Zizzi is a family-friendly pub.',
    'food rating',
    '',
  ],
  [
    'name: Cocum, type: pub, price: high, rating: 3 out of 5, family: yes',
    'The Cocum is children friendly offering pub food at high prices.',
    'rating',
    '',
  ],
  ['name: Strada, type: restaurant, rating: high', 'People go to the Strada restaurant.', 'rating', ''],
  [
    'name: The Waterman, food: English, price: moderate, rating: 1 out of 5, area: riverside, family: yes',
    'The Waterman serves British fare at reasonable prices. Families welcome.',
    'rating area',
    '',
  ],
  [
    'name: Midsummer House, food: French, price: more than £30, rating: low, near: All Bar One',
    'Midsummer House offers wine and cheese. It is located near All Bar One.',
    'food price rating',
    '',
  ],
  [
    'name: Cotto, food: Japanese, rating: low, family: no, near: Ranch',
    'Cotto is an adult oriented Asian food restaurant located near the Ranch.',
    'food rating',
    '',
  ],
  [
    'name: The Eagle, food: Chinese, rating: average',
    'The place offers Chinese food with an average rating.',
    'name',
    '',
  ],
  [
    'name: The Rice Boat, food: Fast food, price: high, area: riverside',
    'The Rice Boat, near the river, does not have a menu.',
    'food price',
    '',
  ],
  [
    'name: The Golden Curry, food: French, rating: low, area: riverside, family: yes, near: Café Rouge',
    'There is a family restaurant that provides picnic lunches as well as wine and spirits near the Café Rouge called The Golden Curry but it has terrible reviews.',
    'food area',
    '',
  ],
  // Contradicted.
  [
    'name: The Rice Boat, food: Italian, rating: low, area: riverside, family: no',
    'The Rice Boat is located at the City centre and offers meals and drinks.',
    'food rating area family',
    'area',
  ],
  [
    'name: Fitzbillies, type: coffee shop, food: Indian, area: riverside, family: no',
    'Fitzbillies, family friendly, coffee shop offers a variety of Indian food in the Riverside area.',
    'family',
    'family',
  ],
  [
    'name: The Golden Curry, food: Japanese, price: moderate, family: yes, near: The Bakers',
    'The Golden Curry, located near The Bakers, is a family-friendly, inexpensive, Japanese restaurant.',
    'price',
    'price',
  ],
  [
    'name: Strada, price: cheap, rating: average, family: yes',
    'Strada, a low cost, family friendly place scoring 3 out of 5 stars.',
    'rating',
    'rating',
  ],
  [
    'name: The Wrestlers, type: coffee shop, food: Fast food',
    'The Wrestlers is a restaurant providing Fast food.',
    'type',
    'type',
  ],
  [
    'name: The Waterman, type: pub, food: French, rating: low',
    'The Waterman is a coffee shop with a low rating serving French food.',
    'type',
    'type',
  ],
  [
    'name: The Golden Palace, food: Italian, rating: high',
    'The Golden Palace serves Chinese food and is highly rated.',
    'food',
    'food',
  ],
  [
    'name: Cotto, price: high, rating: low',
    'Cotto has a low price range and a high customer rating.',
    'price rating',
    'price rating',
  ],
  [
    'name: The Phoenix, food: Italian, rating: average',
    'The Phoenix is an Italian restaurant. its ratings are above average',
    'rating',
    'rating',
  ],
  ['name: The Eagle, food: English', 'The Mill serves English food.', 'name', 'name'],
  [
    'name: Browns Cambridge, type: pub, near: Crowne Plaza Hotel',
    'Browns Cambridge is a pub near Clare Hall.',
    'near',
    'near',
  ],
  ['name: Clowns, food: English, price: £20-25', 'Clowns has English food for under £25.', 'price', 'price'],
  [
    'name: Green Man, price: more than £30, area: city centre, family: yes',
    'With the average cost about 30 pounds, you wont have to spend much to enjoy a whole, family-friendly environment at Green Man.',
    'price area',
    'price',
  ],
  [
    'name: Alimentum, food: French, price: less than £20, rating: low, area: riverside, near: Yippee Noodle Bar',
    'There is a cheap French restaurant located outside of the City centre called Alimentum. It is close to Yippee Noodle Bar and offers a one star dining experience.',
    'rating area',
    'rating area',
  ],
  [
    'name: The Golden Curry, food: Japanese, rating: average, family: no, near: Café Rouge',
    'The Golden Curry offers Japanese food. It is family-friendly. Customer Ratings are average. it is near Café Rouge.',
    'family',
    'family',
  ],
  // Invented: nobody asked for it.
  [
    'name: Browns Cambridge, food: Fast food',
    'Browns Cambridge is a cheap fast food restaurant in the city centre. It has really good reviews.',
    '',
    'price rating area',
  ],
  [
    'name: The Olive Grove, type: pub, price: less than £20',
    'The Olive Grove is a low-priced pub north of the city center. that is not family friendly.',
    '',
    'area family',
  ],
  ['name: The Mill, type: pub', 'The Mill is a pub near Café Rouge serving sushi.', '', 'food near'],
  ['name: Cocum, rating: 5 out of 5', 'Cocum, near the Blue Lagoon, has a 5 out of 5 rating.', '', 'near'],
  [
    'name: The Twenty Two, food: Indian',
    'The Twenty Two coffee shop has curry for £10.50.',
    '',
    'type price',
  ],
  // Not inventions.
  [
    'name: Zizzi, food: English',
    'Zizzi is a family owned restaurant that serves delicious English food.',
    '',
    '',
  ],
  [
    'name: The Punter, area: riverside',
    'The Punter is a great place by the river with good food and friendly staff.',
    '',
    '',
  ],
  ['name: Avalon House, near: Yippee Noodle Bar', 'Avalon House is not far from Yippee Noodle Bar.', '', ''],
  ['name: Clowns, near: Raja Indian Cuisine', 'The clowns near Raja Indian Cuisine, at Clowns.', '', ''],
];
