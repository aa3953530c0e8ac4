/** What offers the guide on a first visit, in every language: it comes without the guide. */
import type { Language } from '../../app/state/uiStore.ts';

interface OfferWords {
  readonly text: string;
  readonly decline: string;
}

export const OFFER: Readonly<Record<Language, OfferWords>> = {
  en: { text: 'New here? Six steps on this very page, about ten minutes.', decline: 'Not now' },
  zh: { text: '第一次来？就在这个页面上走六步，大约十分钟。', decline: '以后再说' },
};
