/**
 * Where the guide stands. Its code comes once the page is ready and rests, and it is there at once when it is opened: a part that
 * is waited for with Suspense is shown a third of a second late.
 */
import { useEffect, useState, type ComponentType } from 'react';
import { useApp, useRun, useUi } from '../app/context.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';

/** Milliseconds after which a page that is ready brings it. */
const REST_MS = 1500;

interface Props {
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
  /** Told why it did not come, when somebody wanted it. */
  readonly onFailure: (error: unknown) => void;
}

export function GuidePlace({ onFailure, ...shown }: Props) {
  const app = useApp();
  const open = useUi(({ guide }) => guide);
  const ready = useRun(({ status }) => status === 'ready' || status === 'unsupported');
  const [Guide, setGuide] = useState<ComponentType<Omit<Props, 'onFailure'>> | null>(null);
  useEffect(() => {
    if (Guide || !(open || ready)) return;
    let gone = false;
    const load = () =>
      import('../guide/Guide.tsx').then(
        (loaded) => gone || setGuide(() => loaded.default),
        (error: unknown) => {
          if (gone || !open) return;
          app.ui.setState({ guide: false });
          onFailure(error);
        },
      );
    const timer = setTimeout(() => void load(), open ? 0 : REST_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
    // What is told is told once; the function changes with every drawing.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [app, Guide, open, ready]);
  return open && Guide ? <Guide {...shown} /> : null;
}
