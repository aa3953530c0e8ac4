/** What is lit, here and among the curves: a quantity by its column, its terms in formulas, and its chart. */
import { useUi, useApp } from '../../app/context.ts';
import { ALL_QUANTITIES, CHART_OF, type Quantity } from './state/tokenRows.ts';

export interface Lit {
  is(quantity: Quantity): boolean;
  /** Lights a quantity, or nothing. */
  light(quantity: Quantity | null): void;
  /** The quantity under the pointer or the focus; null where none is, or a chart. */
  readonly quantity: Quantity | null;
}

export function useLit(): Lit {
  const app = useApp();
  const lit = useUi((state) => state.lit);
  const quantity = ALL_QUANTITIES.find((name) => name === lit?.quantity) ?? null;
  return {
    quantity,
    is: (of) => (quantity ? of === quantity : lit !== null && CHART_OF[of] === lit.chart),
    light: (of) => app.ui.setState({ lit: of && { quantity: of, chart: CHART_OF[of] } }),
  };
}

/** What a part of the panel needs to light a quantity by pointer and focus. */
export function lighting(lit: Lit, quantity: Quantity) {
  return {
    'data-lit': lit.is(quantity),
    onMouseEnter: () => lit.light(quantity),
    onMouseLeave: () => lit.light(null),
    onFocus: () => lit.light(quantity),
    onBlur: () => lit.light(null),
  };
}
