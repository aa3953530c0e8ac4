/**
 * A ranking while it is being made: one rank per answer, or none yet. Pure and immutable; every
 * function returns a new draft. Knows nothing of answers' texts, keys, stores or React.
 *
 * Ranks are kept as given (typing 3 first stays 3), because a person who types digits means the
 * numbers; only their order counts when the ranking is submitted.
 */

/** `ranks[i]` is the rank of answer i (1 is best, equal ranks tie) or null while unranked. */
export interface Draft {
  readonly ranks: readonly (number | null)[];
}

export function emptyDraft(count: number): Draft {
  return { ranks: Array.from({ length: count }, () => null) };
}

/** A draft that stands for `tiers`; answers in no tier are unranked. */
export function draftOf(count: number, tiers: readonly (readonly number[])[]): Draft {
  const ranks: (number | null)[] = Array.from({ length: count }, () => null);
  tiers.forEach((tier, position) => tier.forEach((index) => (ranks[index] = position + 1)));
  return { ranks };
}

/** Tiers of answer indexes, best first; within a tier by index. Unranked answers are absent. */
export function tiersOf(draft: Draft): number[][] {
  const byRank = new Map<number, number[]>();
  draft.ranks.forEach((rank, index) => {
    if (rank === null) return;
    const tier = byRank.get(rank);
    if (tier) tier.push(index);
    else byRank.set(rank, [index]);
  });
  return [...byRank.entries()].sort(([a], [b]) => a - b).map(([, tier]) => tier);
}

/** Answer indexes as shown: ranked best first, then the unranked in their own order. */
export function displayOrder(draft: Draft): number[] {
  const unranked = draft.ranks.flatMap((rank, index) => (rank === null ? [index] : []));
  return [...tiersOf(draft).flat(), ...unranked];
}

export function firstUnranked(draft: Draft): number | null {
  const index = draft.ranks.indexOf(null);
  return index < 0 ? null : index;
}

/** The rank after the worst that is given; once that is beyond the last, the best that is still free. */
export function nextRank({ ranks }: Draft): number {
  const next = Math.max(0, ...ranks.map((rank) => rank ?? 0)) + 1;
  if (next <= ranks.length) return next;
  const free = ranks.findIndex((_, at) => !ranks.includes(at + 1));
  return free < 0 ? ranks.length : free + 1;
}

/** Gives answer `index` a rank, or takes it out of the ranking with null. */
export function place(draft: Draft, index: number, rank: number | null): Draft {
  return { ranks: draft.ranks.map((old, i) => (i === index ? rank : old)) };
}

/** One step better: out of a shared tier into its own above it, or past the tier above. */
export function moveUp(draft: Draft, index: number): Draft {
  return move(draft, index, -1);
}

/** One step worse: out of a shared tier into its own below it, or past the tier below. */
export function moveDown(draft: Draft, index: number): Draft {
  return move(draft, index, 1);
}

/** Ties the answer with the tier above it; an unranked one joins the last tier. */
export function tieWithAbove(draft: Draft, index: number): Draft {
  const tiers = tiersOf(draft);
  const at = tiers.findIndex((tier) => tier.includes(index));
  if (at === 0 || tiers.length === 0) return draft;
  const above = at < 0 ? tiers.length - 1 : at - 1;
  return place(draft, index, draft.ranks[tiers[above][0]]);
}

/**
 * Moves the answer to `position` in the shown order of the others (0 is the top): where a drag
 * let go of it. It gets a tier of its own, or the tier of its neighbours when both share one.
 * Unranked answers it was dropped below are ranked as shown: the list is the ranking.
 */
export function dropAt(draft: Draft, index: number, position: number): Draft {
  const count = draft.ranks.length;
  const without = place(draft, index, null);
  const others = displayOrder(without).filter((i) => i !== index);
  const tiers = tiersOf(without);
  const rankedCount = tiers.reduce((sum, tier) => sum + tier.length, 0);
  const passed = others.slice(rankedCount, Math.max(rankedCount, position)).map((i) => [i]);
  if (position >= rankedCount) return draftOf(count, [...tiers, ...passed, [index]]);
  let start = 0;
  for (let t = 0; t < tiers.length; t++) {
    if (position === start) return draftOf(count, insert(tiers, t, index));
    if (position < start + tiers[t].length) {
      return draftOf(
        count,
        tiers.map((tier, i) => (i === t ? [...tier, index] : tier)),
      );
    }
    start += tiers[t].length;
  }
  return draft;
}

/**
 * The tiers to submit: as drafted, and answers that are complete but unranked tied for last
 * ("best two, rest equal"). Unranked answers still streaming are left out.
 */
export function submittedTiers(draft: Draft, complete: readonly boolean[]): number[][] {
  const tiers = tiersOf(draft);
  const rest = draft.ranks.flatMap((rank, index) => (rank === null && complete[index] ? [index] : []));
  return rest.length > 0 ? [...tiers, rest] : tiers;
}

function move(draft: Draft, index: number, direction: -1 | 1): Draft {
  const tiers = tiersOf(draft);
  const at = tiers.findIndex((tier) => tier.includes(index));
  const count = draft.ranks.length;
  if (at < 0) {
    // An unranked answer enters the ranking at its end when moved up; it cannot go lower.
    return direction < 0 ? draftOf(count, [...tiers, [index]]) : draft;
  }
  if (tiers[at].length > 1) {
    const left = tiers.map((tier, t) => (t === at ? tier.filter((i) => i !== index) : tier));
    return draftOf(count, insert(left, direction < 0 ? at : at + 1, index));
  }
  const target = at + direction;
  if (target < 0 || target >= tiers.length) return draft;
  const swapped = [...tiers];
  [swapped[at], swapped[target]] = [swapped[target], swapped[at]];
  return draftOf(count, swapped);
}

function insert(tiers: readonly number[][], at: number, index: number): number[][] {
  return [...tiers.slice(0, at), [index], ...tiers.slice(at)];
}
