/**
 * Brings the parts of the page that are opened most, one after the other, while nothing else is to do: who opens one then waits for
 * neither network nor compiler. Knows them by name. What does not come is told when it is opened.
 */
import { GUIDE, INSIDE } from './BesidePlaces.ts';
import { bringDialog } from './Dialogs.tsx';

/** The most wanted first. */
const PARTS: readonly (() => Promise<unknown>)[] = [
  () => GUIDE.bring(),
  () => bringDialog('settings'),
  () => bringDialog('experiments'),
  () => INSIDE.bring(),
  () => bringDialog('runs'),
  () => bringDialog('share'),
  () => bringDialog('model'),
  () => bringDialog('lab'),
  () => bringDialog('projector'),
];

/** Milliseconds of quiet before the first of them: the first load is over then. */
const QUIET = 2000;

/** A browser without idle callbacks is asked for a pause instead. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve());
    else setTimeout(resolve, 200);
  });
}

/** Never rejects. */
export async function warmParts(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, QUIET));
  for (const bring of PARTS) {
    await idle();
    await bring().catch(() => undefined);
  }
}
