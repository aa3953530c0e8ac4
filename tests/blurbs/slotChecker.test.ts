/**
 * Real references of the E2E data set, each judged by hand: what it leaves out and what it gets wrong.
 * The facts are written as prompts.
 */
import { describe, expect, it } from 'vitest';
import { parsePrompt, SLOTS } from '../../src/blurbs/facts.ts';
import { checkFacts, saidShare } from '../../src/blurbs/slotChecker.ts';

/** [facts, text, missing slots, slots with a wrong statement] */
const JUDGED: readonly (readonly [string, string, string, string])[] = [
  // Everything said, in many wordings.
  [
    'name: The Vaults, type: pub, rating: 5 out of 5, near: Café Adriatic',
    'The Vaults pub near Café Adriatic has a 5 star rating.',
    '',
    '',
  ],
  [
    'name: The Eagle, type: coffee shop, food: Japanese, price: less than £20, rating: low, area: riverside, family: yes, near: Burger King',
    'The Eagle is a low rated coffee shop near Burger King and the riverside that is family friendly and is less than £20 for Japanese food.',
    '',
    '',
  ],
  [
    'name: The Mill, type: coffee shop, food: French, price: £20-25, area: riverside, near: The Sorrento',
    'Located near The Sorrento is a French Theme eatery and coffee shop called The Mill, with a price range at £20-£25 it is in the riverside area.',
    '',
    '',
  ],
  [
    'name: The Phoenix, food: French, price: more than £30, rating: low, area: city centre',
    'The Phoenix in the City Centre is a French restaurant known for its expensive and poorly reviewed food.',
    '',
    '',
  ],
  [
    'name: Fitzbillies, type: coffee shop, food: Japanese, price: £20-25, rating: high, area: city centre, family: no',
    'Fitzbillies is a Japanese coffee shop in the city center.  It is an adult place with a high rating and price range of 20-25',
    '',
    '',
  ],
  [
    'name: Midsummer House, food: English, rating: average, near: Café Rouge',
    'Midsummer House is an English restaurant with an average customer Rating located near Café Rouge.',
    '',
    '',
  ],
  [
    'name: The Olive Grove, type: pub, food: French, price: more than £30, area: city centre, family: no',
    'The Olive Grove is a pub in the city centre that provides French food with a price range of more than  £30. It is not children friendly.',
    '',
    '',
  ],
  [
    'name: The Dumpling Tree, type: restaurant, food: English, price: moderate',
    'Local restaurant The Dumpling Tree serves moderately-priced traditional English food.',
    '',
    '',
  ],
  [
    'name: Giraffe, type: coffee shop, price: high, rating: 1 out of 5, family: yes, near: The Bakers',
    'Near The Bakers, Giraffe is a child friendly coffee shop with a high price range and a customer rating of 1 out of 5.',
    '',
    '',
  ],
  [
    'name: Strada, type: restaurant, rating: 1 out of 5',
    'Strada is a restaurant with a one out of five rating.',
    '',
    '',
  ],
  [
    'name: The Punter, type: coffee shop, food: Italian, price: high, rating: 1 out of 5, family: yes, near: Café Sicilia',
    'A high-priced Italian food coffee shop, The Punter has a low customer rating, is children friendly and is located near Café Sicilia.',
    '',
    '',
  ],
  [
    'name: Zizzi, type: coffee shop, price: £20-25, rating: high, area: city centre, family: no',
    'Zizzi is a non-child friendly coffee shop located near the city centre. While it has high customer reviews, it also has prices ranging from 20-25 pounds.',
    '',
    '',
  ],
  [
    'name: Loch Fyne, food: Italian, rating: low, area: riverside, near: The Rice Boat',
    'Near The Rice Boat with a customer Rating of low, the Loch Fyne serves Italian food by the river',
    '',
    '',
  ],
  [
    'name: The Plough, type: pub, food: Chinese, price: moderate, family: no, near: Café Rouge',
    "The Plough pub serves moderately priced Chinese food. It's located near Café Rouge. Unfortunately children are not welcome here.",
    '',
    '',
  ],
  [
    'name: Cocum, type: coffee shop, food: Italian, price: £20-25, rating: high, family: yes',
    'There is a child friendly, average priced Italian coffee shop called Cocum. It has excellent customer feedback.',
    '',
    '',
  ],
  [
    'name: The Rice Boat, food: English, price: high, rating: high, family: yes',
    'The Rice Boat is expensive, highly rated by its customers, serves English food and welcomes families.',
    '',
    '',
  ],
  [
    'name: Strada, food: Japanese, price: £20-25, rating: high, family: yes, near: Rainbow Vegetarian Café',
    'Strada serves average priced and well rated Japanese food near Rainbow Vegetarian Café. Family friendly place.',
    '',
    '',
  ],
  [
    'name: The Wrestlers, food: Japanese, price: more than £30, rating: low, family: no',
    'Poorly rated The Wrestlers is not child friendly and its Japanese food is expensive.',
    '',
    '',
  ],
  [
    'name: Wildwood, type: coffee shop, food: French, price: £20-25, rating: 3 out of 5, near: Ranch',
    'Near the Ranch is the Wildwood coffee shop.  It has French food and its prices are between 20 and 25.  Customer ratings are 3 out of 5.',
    '',
    '',
  ],
  [
    'name: The Vaults, food: French, price: less than £20, family: no',
    "The Vaults offers great French food for less than £20. don't bring your kids as this is not a family restaurant.",
    '',
    '',
  ],
  [
    'name: Bibimbap House, food: Fast food, price: less than £20, area: city centre, near: Clare Hall',
    'Located in the city centre area near Clare Hall is fast food restaurant Bibimbap House.   Average price is less than £20.',
    '',
    '',
  ],
  [
    'name: Clowns, type: pub, price: more than £30, rating: low, area: riverside',
    'Clowns, a riverside pub, has both a higher than average price and a lower-than-average customer rating.',
    '',
    '',
  ],
  [
    'name: The Eagle, type: coffee shop, food: Japanese, price: high, rating: 3 out of 5, area: city centre, family: no, near: Burger King',
    'Near Burger King in the city is a non children friendly Japanese coffee shop named The Eagle with a high price range and a customer rating of 3 out of 5.',
    '',
    '',
  ],
  [
    'name: Zizzi, type: coffee shop, price: more than £30, rating: high, area: riverside, family: yes',
    'Zizzi  is a highly-rated coffee shop located at the riverside.  You can bring your children and experience a meal for more than 30 pounds.',
    '',
    '',
  ],
  [
    'name: The Cambridge Blue, type: pub, food: Italian, family: yes',
    'The Cambridge Blue pub is not far from a family, and kid-friendly with pasta.',
    '',
    '',
  ],
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

describe('checkFacts', () => {
  it.each(JUDGED)('%s | %s', (prompt, text, missing, wrong) => {
    const facts = parsePrompt(prompt);
    const check = checkFacts(facts, text);
    expect(check.missing.join(' ')).toBe(missing);
    const wrongSlots = new Set(check.wrong.map((w) => w.slot));
    expect(SLOTS.filter((slot) => wrongSlots.has(slot)).join(' ')).toBe(wrong);
    expect(check.said.length + check.missing.length).toBe(Object.keys(facts).length);
  });

  it('tells the prompt’s own words from a paraphrase', () => {
    const facts = parsePrompt(
      'name: The Mill, food: English, price: cheap, rating: high, area: city centre, family: yes',
    );
    const own = 'The Mill: English food, cheap, high rating, city centre, family-friendly.';
    expect(checkFacts(facts, own).verbatim).toEqual(['name', 'food', 'price', 'rating', 'area', 'family']);
    const other =
      'The Mill serves inexpensive British food downtown, gets top reviews and welcomes children.';
    const check = checkFacts(facts, other);
    expect(check.said).toEqual(['name', 'food', 'price', 'rating', 'area', 'family']);
    expect(check.verbatim).toEqual(['name']);
  });

  it('names what was wrong in the words of the text', () => {
    const check = checkFacts({ name: 'The Mill', food: 'French' }, 'The Mill is a cheap pub with pasta.');
    expect(check.wrong).toEqual([
      { slot: 'type', found: 'pub' },
      { slot: 'food', found: 'pasta' },
      { slot: 'price', found: 'cheap' },
    ]);
  });

  it('looks for values of a visitor’s own in their own words', () => {
    const facts = { name: 'Lotus', food: 'Thai', price: 'about £12', area: 'harbour' };
    const good = checkFacts(facts, 'Lotus serves Thai food for about £12 in the harbour.');
    expect(good.missing).toEqual([]);
    expect(good.wrong).toEqual([]);
    const bad = checkFacts(facts, 'Lotus serves Italian food.');
    expect(bad.missing).toEqual(['food', 'price', 'area']);
    expect(bad.wrong).toEqual([{ slot: 'food', found: 'italian' }]);
  });

  it('copes with names that hold words of the lexicon or of a pattern', () => {
    const facts = { name: 'Cheap Eats (Indian) *', near: 'The River Pub', food: 'English' };
    const check = checkFacts(facts, 'Cheap Eats (Indian) * near The River Pub serves English food.');
    expect(check.missing).toEqual([]);
    expect(check.wrong).toEqual([]);
  });

  it('finds nothing in an empty text', () => {
    const check = checkFacts({ name: 'A', food: 'Thai' }, '');
    expect(check).toEqual({ said: [], verbatim: [], missing: ['name', 'food'], wrong: [] });
    expect(saidShare(check)).toBe(0);
  });
});
