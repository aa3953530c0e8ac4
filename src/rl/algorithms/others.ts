/** Every method but the usual one, as they are drawn: a new one is a line here and one in index.ts. Pure. */
import type { MethodDeclaration } from '../declaration.ts';
import { BEST_OF_N } from './bestOfN/declaration.ts';

export const OTHERS = [BEST_OF_N] as const satisfies readonly MethodDeclaration[];
