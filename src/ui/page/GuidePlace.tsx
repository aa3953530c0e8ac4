/**
 * Where the guide stands. Its code comes once the page is ready and rests, and it is there at once when it is opened: a part that
 * is waited for with Suspense is shown a third of a second late.
 */
import { useEffect, useState, type ComponentType } from 'react';
import { messageOf } from '../../workers/failures.ts';
import { useApp, useRun, useUi, useWords } from '../app/context.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';

/** Milliseconds after which a page that is ready brings it. */
const REST_MS = 1500;

interface Props {
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
}

export function GuidePlace(shown: Props) {
  const app = useApp();
  const words = useWords();
  const open = useUi(({ guide }) => guide);
  const ready = useRun(({ status }) => status === 'ready' || status === 'unsupported');
  const [Guide, setGuide] = useState<ComponentType<Props> | null>(null);
  useEffect(() => {
    if (Guide || !(open || ready)) return;
    let gone = false;
    const load = () =>
      import('../guide/Guide.tsx').then(
        (loaded) => gone || setGuide(() => loaded.default),
        (error: unknown) => {
          if (gone || !open) return;
          const text = messageOf(words.notLoaded(messageOf(error)));
          app.ui.setState({ guide: false, notice: { kind: 'error', text } });
        },
      );
    const timer = setTimeout(() => void load(), open ? 0 : REST_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
    // What is told is told once, in the words of then.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [app, Guide, open, ready]);
  return open && Guide ? <Guide {...shown} /> : null;
}
