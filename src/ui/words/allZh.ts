/** All that the page says in Chinese, in one file to be fetched: with the models that come with it, and with one's own. */
export { zh as embedded } from './zh.ts';
export { zhOwn as own } from './zhOwn.ts';
