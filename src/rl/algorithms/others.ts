/** Every method but the usual one, as they are drawn: a new one is a line here and one in index.ts. Pure. */
import type { MethodDeclaration } from '../declaration.ts';
import { DPO } from './dpo/declaration.ts';
import { DPO_LISTWISE } from './dpoListwise/declaration.ts';
import { IPO } from './ipo/declaration.ts';
import { KTO } from './kto/declaration.ts';
import { ONLINE_DPO } from './onlineDpo/declaration.ts';
import { ORPO } from './orpo/declaration.ts';
import { SIMPO } from './simpo/declaration.ts';

export const OTHERS = [
  DPO,
  DPO_LISTWISE,
  IPO,
  KTO,
  ORPO,
  SIMPO,
  ONLINE_DPO,
] as const satisfies readonly MethodDeclaration[];
