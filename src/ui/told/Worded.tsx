/** A text of a worker's or of a reader of files, in the page's language. What comes of it is fetched with the first that is shown. */
import { useEffect, useState } from 'react';
import { useUi } from '../app/context.ts';

type Tell = (text: string) => string;

const asItIs: Tell = (text) => text;
let chinese: Tell | null = null;

/** Words that were not translated yet. */
const ENGLISH = /[A-Za-z]{2,} [a-z]{2,}/;

export function Worded({ text }: { readonly text: string }) {
  const foreign = useUi(({ language }) => language === 'zh') && ENGLISH.test(text);
  const [tell, setTell] = useState<Tell | null>(() => chinese);
  useEffect(() => {
    if (!foreign || tell) return;
    void import('./inChinese.ts').then(
      ({ inChinese }) => setTell(() => (chinese = inChinese)),
      // Better in English than not at all.
      () => setTell(() => asItIs),
    );
  }, [foreign, tell]);
  if (!foreign) return text;
  return tell ? tell(text) : '…';
}
