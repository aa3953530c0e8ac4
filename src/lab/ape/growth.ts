/**
 * A search as it is drawn: candidates as a tree that grows, and the best so far against the calls spent, both out of what the
 * search tells. Pure. Knows no model and no page.
 */
import type { Candidate, SearchEvent } from './search/board.ts';

/** A candidate with what is known of it. */
export interface Leaf {
  readonly candidate: Candidate;
  /** Mean score, or null before its first. */
  readonly mean: number | null;
  /** Examples it has seen. */
  readonly seen: number;
  /** The last stage in which it was scored. */
  readonly stage: number;
  /** The stage in which it was dropped, or null. */
  readonly dropped: number | null;
}

export interface Growth {
  readonly leaves: readonly Leaf[];
  readonly calls: number;
  /** Id of the best so far. */
  readonly best: number | null;
  /** Where the best so far changed or was scored again: its mean after so many calls. */
  readonly curve: readonly { readonly calls: number; readonly mean: number; readonly id: number }[];
}

export const SEED: Growth = { leaves: [], calls: 0, best: null, curve: [] };

/** What is drawn after one more event. */
export function grow(growth: Growth, event: SearchEvent): Growth {
  switch (event.kind) {
    case 'candidate': {
      const leaf: Leaf = { candidate: event.candidate, mean: null, seen: 0, stage: 0, dropped: null };
      return { ...growth, leaves: [...growth.leaves, leaf] };
    }
    case 'scored': {
      const { id, mean, seen, stage, calls } = event;
      const leaves = changed(growth.leaves, id, { mean, seen, stage, dropped: null });
      const again = growth.best === id;
      return { ...growth, leaves, calls, ...(again && { curve: [...growth.curve, { calls, mean, id }] }) };
    }
    case 'dropped':
      return { ...growth, leaves: changed(growth.leaves, event.id, { dropped: event.stage }) };
    case 'best': {
      const { id, mean, calls } = event;
      return { ...growth, best: id, curve: [...growth.curve, { calls, mean, id }] };
    }
  }
}

function changed(leaves: readonly Leaf[], id: number, change: Partial<Leaf>): Leaf[] {
  return leaves.map((leaf) => (leaf.candidate.id === id ? { ...leaf, ...change } : leaf));
}

/** A leaf with its variations, best first. */
export interface Branch {
  readonly leaf: Leaf;
  readonly children: readonly Branch[];
}

/** The tree: proposals, and below each what was made of it; those that are still in before those that were dropped. */
export function branches({ leaves }: Pick<Growth, 'leaves'>, parent: number | null = null): Branch[] {
  return leaves
    .filter(({ candidate }) => candidate.parent === parent)
    .sort(
      (a, b) =>
        Number(a.dropped !== null) - Number(b.dropped !== null) ||
        (b.mean ?? -Infinity) - (a.mean ?? -Infinity) ||
        b.seen - a.seen ||
        a.candidate.id - b.candidate.id,
    )
    .map((leaf) => ({ leaf, children: branches({ leaves }, leaf.candidate.id) }));
}
