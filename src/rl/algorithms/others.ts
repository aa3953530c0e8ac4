/** Every method but the usual one, as they are drawn: a new one is a line here and one in index.ts. Pure. */
import type { MethodDeclaration } from '../declaration.ts';

export const OTHERS = [] as const satisfies readonly MethodDeclaration[];
