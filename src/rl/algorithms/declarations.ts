/**
 * The methods that are known here and now, as they are drawn, the usual one first. A page begins with that one alone, so
 * that a first visit does not wait for the others; all.ts brings them, and with them their settings and metrics. Pure:
 * what runs a method is in index.ts, which the page must not carry.
 */
import type { MethodDeclaration } from '../declaration.ts';
import type { OTHERS } from './others.ts';
import { PPO } from './ppo/declaration.ts';

/** Every method that there is, known or not. */
export type Method = typeof PPO | (typeof OTHERS)[number];

export type AlgorithmId = Method['id'];

const known: MethodDeclaration[] = [PPO];

/** Grows once, when all.ts comes: whoever keeps what was drawn from it draws it again then. */
export const METHODS: readonly MethodDeclaration[] = known;

const listeners = new Set<() => void>();

/** Called by all.ts. What is known already stays as it is. */
export function makeKnown(methods: readonly MethodDeclaration[]): void {
  known.push(...methods.filter(({ id }) => !known.some((one) => one.id === id)));
  for (const listener of listeners) listener();
}

/** Calls back whenever methods were made known. */
export function onKnown(listener: () => void): void {
  listeners.add(listener);
}
