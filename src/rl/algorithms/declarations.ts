/**
 * Every method as it is drawn, the usual one first: the page and the command line know methods from this list. Pure:
 * what runs them is in index.ts, which the page must not carry.
 */
import type { MethodDeclaration } from '../declaration.ts';
import { PPO } from './ppo/declaration.ts';

export const METHODS = [PPO] as const satisfies readonly MethodDeclaration[];

export type AlgorithmId = (typeof METHODS)[number]['id'];
