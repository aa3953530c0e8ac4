/** The words of comparison, samples and times in the page's language: not in the first load, as these are not. */
import { useOwnModel, useUi } from '../app/context.ts';
import { enLooks, type LookWords } from './words/enLooks.ts';
import { enTime, type TimeWords } from './words/enTime.ts';
import { zhLooks } from './words/zhLooks.ts';
import { zhTime } from './words/zhTime.ts';

export interface Looks extends LookWords {
  readonly time: TimeWords;
}

const SPOKEN: Readonly<Record<'en' | 'zh', Looks>> = {
  en: { ...enLooks, time: enTime },
  zh: { ...zhLooks, time: zhTime },
};

export function useLooks(): Looks {
  const looks = SPOKEN[useUi(({ language }) => language)];
  const own = useOwnModel();
  return own ? { ...looks, compare: { ...looks.compare, ...looks.own } } : looks;
}
