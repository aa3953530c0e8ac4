/**
 * Makes every method known to whoever imports this, before anything of theirs is read: trainers and commands from the
 * start, a page with whatever may name another method than the usual one (its settings, an address, a record). Pure.
 */
import { makeKnown, METHODS } from './declarations.ts';
import { OTHERS } from './others.ts';

makeKnown(OTHERS);

/** All of them, the usual one first. */
export const ALL_METHODS = METHODS;
