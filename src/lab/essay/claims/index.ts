/** The essay's claims, in its order. A claim is a file here, and its words in the panel's two dictionaries. */
import type { Claim } from '../claim.ts';
import { ape } from './ape.ts';
import { bandit } from './bandit.ts';
import { chain } from './chain.ts';
import { cost } from './cost.ts';
import { implicit } from './implicit.ts';
import { listwise } from './listwise.ts';
import { order } from './order.ts';
import { ownText } from './ownText.ts';
import { procedure } from './procedure.ts';
import { tools } from './tools.ts';
import { tuning } from './tuning.ts';

export const CLAIMS = {
  listwise,
  ownText,
  implicit,
  bandit,
  ape,
  procedure,
  tuning,
  chain,
  tools,
  order,
  cost,
} as const satisfies Readonly<Record<string, Claim>>;

export type Claims = typeof CLAIMS;
export type ClaimId = keyof Claims;

/** What a claim's words are filled with. */
export type FiguresOf<Id extends ClaimId> = Claims[Id] extends Claim<infer Figures> ? Figures : never;
