/** Where the parts of the page are that the guide speaks of; Guide.module.css lights them by the same names. */
import type { UiStore } from '../app/state/uiStore.ts';
import type { PartId } from './state/steps.ts';

const SELECTORS: Readonly<Record<PartId, string>> = {
  rank: '[aria-labelledby="rank-title"]',
  answers: '[aria-labelledby="rank-title"] ol',
  last: '[aria-labelledby="last-title"]',
  train: '[aria-labelledby="train-title"]',
  reward: '[data-chart="reward"]',
  utility: '[data-chart="utility"]',
  kl: '[data-chart="kl"]',
  agreement: '[data-chart="agreement"]',
  clip: '[data-chart="clipFraction"]',
  compare: '[aria-labelledby="compare-title"]',
  recorded: '[data-recorded]',
};

/** Lights a part, or none. A mark on the root: what is drawn anew stays lit. */
export function light(part: PartId | null): void {
  const { dataset } = document.documentElement;
  if (part === null) delete dataset.lit;
  else dataset.lit = part;
}

/** Brings a part into view, from behind the other tab of a phone too; nothing where it is not on the page now. */
export function scrollToPart(part: PartId, ui: UiStore): void {
  const found = document.querySelector(SELECTORS[part]);
  const half = found?.closest<HTMLElement>('[role="tabpanel"]');
  if (!half?.hidden) return scrollTo(found);
  ui.setState({ tab: half.id === 'half-rank' ? 'rank' : 'watch' });
  // Once the tab is there, and at the place where it was left.
  requestAnimationFrame(() => scrollTo(found));
}

function scrollTo(element: Element | null): void {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  // Where the guide is a sheet over the lower half, the upper one is left to look at.
  const sheet = window.matchMedia('(max-width: 1239.98px)').matches;
  element?.scrollIntoView({
    behavior: still ? 'auto' : 'smooth',
    block: sheet ? 'start' : 'nearest',
  });
}
