/**
 * Parts of the page that are on their way before they are wanted, and shown at once then: React shows what Suspense waited for a
 * third of a second late, and never asks again for what did not come. Knows how a part is fetched; knows no part.
 */
import { createElement, useEffect, useState, type ComponentType, type ReactNode } from 'react';
import { messageOf } from '../../workers/failures.ts';
import { useApp, useWords } from '../app/context.ts';
import type { UiState } from '../app/state/uiStore.ts';

/** A part that is fetched once. */
export class Held<Props> {
  part: ComponentType<Props> | null = null;

  constructor(private readonly load: () => Promise<{ readonly default: ComponentType<Props> }>) {}

  async bring(): Promise<void> {
    this.part ??= (await this.load()).default;
  }
}

/** What takes longer than a person waits is on its way when they press: a pointer or the focus comes before. */
export const NEAR = ['pointerover', 'focusin'] as const;

/**
 * The part as drawn, once it is wanted and there. What does not come is told, and counts as closed.
 * @param action whose button opens it
 */
export function useHeld<Props extends object>(
  held: Held<Props>,
  action: string,
  open: boolean,
  closed: Partial<UiState>,
  props: Props,
): ReactNode {
  const app = useApp();
  const words = useWords();
  const [, setArrived] = useState(false);
  useEffect(() => {
    const approach = ({ target }: Event) => {
      const near = target instanceof Element && target.closest(`[data-action="${action}"]`);
      if (near) held.bring().catch(() => undefined);
    };
    for (const type of NEAR) document.addEventListener(type, approach);
    return () => NEAR.forEach((type) => document.removeEventListener(type, approach));
  }, [held, action]);
  const wanted = open && held.part === null;
  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    held.bring().then(
      () => gone || setArrived(true),
      (error: unknown) => {
        if (gone) return;
        const text = messageOf(words.notLoaded(messageOf(error)));
        app.ui.setState({ ...closed, notice: { kind: 'error', text } });
      },
    );
    return () => {
      gone = true;
    };
    // What is told is told once, in the words of then.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [app, held, wanted]);
  return open && held.part ? createElement(held.part, props) : null;
}
