/** English words are there before anything is drawn, as createApp sees to on the page: parts are drawn by themselves here, too. */
import { loadDictionary } from '../../src/ui/words/index.ts';

await loadDictionary('en');
