/** Where what stands beside the page or below its curves stands. None of it is in the first load. */
import { useUi } from '../app/context.ts';
import { Held, useHeld } from '../parts/held.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';

interface Props {
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
}

export const GUIDE = new Held<Props>(() => import('../guide/Guide.tsx'));
export const INSIDE = new Held<Pick<Props, 'view'>>(() => import('../inspect/inside/InsidePanel.tsx'));

/** Brought before the page is drawn: what came later would move the curves. */
export const LOOKS = new Held<Pick<Props, 'view'>>(() => import('../inspect/Looks.tsx'));

export function GuidePlace(shown: Props) {
  const open = useUi(({ guide }) => guide);
  return useHeld(GUIDE, 'guide', open, { guide: false }, shown);
}

export function InsidePlace(shown: Pick<Props, 'view'>) {
  const open = useUi(({ inside }) => inside !== null);
  return useHeld(INSIDE, 'inside', open, { inside: null }, shown);
}

export function LooksPlace(shown: Pick<Props, 'view'>) {
  return useHeld(LOOKS, 'compare', true, {}, shown);
}
