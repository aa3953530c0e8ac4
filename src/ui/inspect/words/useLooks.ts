/** The words of comparison, samples and times in the page's language: not in the first load, as these are not. */
import { useOwnModel, useUi } from '../../app/context.ts';
import { enLooks, type LookWords } from './enLooks.ts';
import { enTime, type TimeWords } from './enTime.ts';
import { zhLooks } from './zhLooks.ts';
import { zhTime } from './zhTime.ts';

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
