/**
 * The way from a curve into its iterations, and its light: a click on the plot opens what was sampled at the cursor, and
 * while somebody looks inside, what has to do with a figure is lit with it.
 */
import { useEffect, type RefObject } from 'react';
import { useApp, useUi } from '../app/context.ts';

interface Places {
  readonly figure: RefObject<HTMLElement | null>;
  readonly plot: RefObject<HTMLElement | null>;
  /** The iteration under the cursor. */
  readonly at: RefObject<number | null>;
}

/** @returns whether the chart is lit */
export function useInside(chart: string, fits: boolean, { figure, plot, at }: Places): boolean {
  const app = useApp();
  useEffect(() => {
    const stop = new AbortController();
    const on = (place: RefObject<HTMLElement | null>, events: readonly string[], act: () => void) => {
      for (const event of events) place.current?.addEventListener(event, act, { signal: stop.signal });
    };
    const light = (lit: boolean) => () => {
      if (app.ui.getState().inside) app.ui.setState({ lit: lit ? { chart, quantity: null } : null });
    };
    // By the mouse's events, as the panel's terms: what is left is told before what is come to, and a pointer's come first.
    on(figure, ['mouseenter', 'focusin'], light(true));
    on(figure, ['mouseleave', 'focusout'], light(false));
    // What a fit is drawn at is no iteration.
    if (!fits)
      on(plot, ['click'], () => {
        if (at.current !== null) app.ui.setState({ inside: { iteration: at.current, answer: 0 } });
      });
    return () => stop.abort();
  }, [app, chart, fits, figure, plot, at]);
  return useUi(({ lit }) => lit?.chart === chart);
}
