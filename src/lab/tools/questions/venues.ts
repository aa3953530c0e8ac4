/** The venues that the page begins with. None of their names is in the training. */
import type { Venue } from '../toolset/table.ts';

export const VENUES: readonly Venue[] = [
  { name: 'Blue Lion', food: 'Japanese', dish: 'salmon', price: 24, opened: '2019-03-05' },
  { name: 'The Golden Garden', food: 'Vietnamese', dish: 'noodle', price: 17, opened: '2008-11-21' },
  { name: 'Crooked Otter', food: 'Basque', dish: 'trout', price: 38, opened: '1997-06-14' },
  { name: 'Velvet Pelican', food: 'Lebanese', dish: 'lentil', price: 31, opened: '2014-09-30' },
  { name: 'The Copper Kitchen', food: 'Hungarian', dish: 'stew', price: 45, opened: '1986-02-08' },
  { name: 'Midnight Heron', food: 'Portuguese', dish: 'mussel', price: 52, opened: '2021-07-17' },
  { name: 'Orchard House', food: 'Georgian', dish: 'pancake', price: 10, opened: '2003-04-26' },
  { name: 'The Sparrow', food: 'Moroccan', dish: 'lamb', price: 66, opened: '1975-12-02' },
];
