/** Every method but the usual one, as they are drawn: a new one is a line here and one in index.ts. Pure. */
import type { MethodDeclaration } from '../declaration.ts';
import { GRPO } from './grpo/declaration.ts';
import { REINFORCE } from './reinforce/declaration.ts';
import { RLOO } from './rloo/declaration.ts';

export const OTHERS = [REINFORCE, RLOO, GRPO] as const satisfies readonly MethodDeclaration[];
