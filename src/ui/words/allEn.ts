/** All that the page says in English, in one file to be fetched: with the models that come with it, and with one's own. */
export { en as embedded } from './en.ts';
export { enOwn as own } from './enOwn.ts';
