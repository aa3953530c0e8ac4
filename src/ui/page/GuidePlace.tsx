/**
 * Where the guide stands. Its code comes when a pointer or the focus comes to a button that opens it, and it is there at once when
 * it is opened: a part that is waited for with Suspense is shown a third of a second late.
 */
import { useEffect, useState, type ComponentType } from 'react';
import { messageOf } from '../../workers/failures.ts';
import { useApp, useUi, useWords } from '../app/context.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';

const NEAR = ['pointerover', 'focusin'] as const;

interface Props {
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
}

export function GuidePlace(shown: Props) {
  const app = useApp();
  const words = useWords();
  const open = useUi(({ guide }) => guide);
  const [near, setNear] = useState(false);
  const [Guide, setGuide] = useState<ComponentType<Props> | null>(null);
  useEffect(() => {
    const approach = ({ target }: Event) =>
      target instanceof Element && target.closest('[data-action="guide"]') && setNear(true);
    for (const type of NEAR) document.addEventListener(type, approach);
    return () => NEAR.forEach((type) => document.removeEventListener(type, approach));
  }, []);
  useEffect(() => {
    if (Guide || !(open || near)) return;
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
    void load();
    return () => {
      gone = true;
    };
    // What is told is told once, in the words of then.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [app, Guide, open, near]);
  return open && Guide ? <Guide {...shown} /> : null;
}
