/** By what a set of answers is chosen among candidates. Pure; how is asking.ts of the rewards, and tastes/difference.ts. */

/** What reward models say decides. */
export const SCORED_ASKINGS = ['disagreement', 'information', 'nearTies'] as const;

/** `different`: their texts; `random`: as they came. */
export const ASKINGS = ['different', 'random', ...SCORED_ASKINGS] as const;

export type ScoredAsking = (typeof SCORED_ASKINGS)[number];
export type Asking = (typeof ASKINGS)[number];
