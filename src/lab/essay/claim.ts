/**
 * What a claim of the essay is on the page: which bench puts it to the test, where it is at work, and what a recorded result says of
 * it. Pure: a record comes when it is asked for; no figure and no word stands here.
 */
import type { Interval } from '../intervals.ts';

/** What a record can say of a claim; `open` where what was measured tells neither way. */
export type Outcome = 'holds' | 'inPart' | 'open' | 'fails';
export type Verdict = Outcome | 'unmeasured';

/** A bench's recorded result, as its command writes it. */
export interface LabRecord {
  readonly quick: boolean;
  readonly adapter: string;
  readonly results: readonly { readonly seed: number; readonly result: unknown }[];
  readonly verdict: { readonly met: boolean };
}

/** A part of the page, by what people do there. */
export type Place = 'rank' | 'train' | 'charts';

export interface Claim<Figures = unknown> {
  /** The bench that puts it to the test, by its name in the command; null where there is none. */
  readonly bench: string | null;
  /** Where on the bench, where it has several experiments. */
  readonly part?: string;
  /** Where on the page it is at work, and the tests that hold it. */
  readonly atWork?: { readonly places: readonly Place[]; readonly tests: readonly string[] };
  /** What was recorded, fetched when it is asked for. */
  readonly record: () => Promise<LabRecord>;
  /** What a whole record says; null where it says nothing of the claim. */
  readonly find: (record: LabRecord) => Found<Figures> | null;
}

export interface Found<Figures> {
  readonly verdict: Outcome;
  /** What the words on the page are filled with. */
  readonly figures: Figures;
}

export type Finding<Figures = unknown> =
  | (Found<Figures> & { readonly seeds: number; readonly adapter: string })
  /** @property quick only a quick look is recorded */
  | { readonly verdict: 'unmeasured'; readonly quick: boolean };

/** A claim that a bench measures. @param of.find takes what each seed gave, as the bench knows it */
export function measured<Figures>({
  bench,
  part,
  record,
  find,
}: {
  readonly bench: string;
  readonly part?: string;
  readonly record: () => Promise<unknown>;
  find(this: void, results: readonly unknown[], record: LabRecord): Found<Figures> | null;
}): Claim<Figures> {
  return {
    bench,
    part,
    record: async () => (await record()) as LabRecord,
    find: (record) =>
      find(
        record.results.map(({ result }) => result),
        record,
      ),
  };
}

/** What is known of a claim. A quick look proves nothing. @param record null where there is none */
export function findingOf<Figures>(claim: Claim<Figures>, record: LabRecord | null): Finding<Figures> {
  const found = record && !record.quick && record.results.length > 0 ? claim.find(record) : null;
  if (!record || !found) return { verdict: 'unmeasured', quick: record?.quick ?? false };
  return { ...found, seeds: record.results.length, adapter: record.adapter };
}

/** Holds where all of it does, in part where some does. */
export function outcomeOf(parts: readonly boolean[]): Outcome {
  if (parts.every(Boolean)) return 'holds';
  return parts.some(Boolean) ? 'inPart' : 'fails';
}

/**
 * Of differences that the claim says are above 0: holds where all intervals lie above it, in part where some do, fails where one lies
 * below it; open where those that are not above it reach to both sides.
 */
export function outcomeOfDifferences(differences: readonly Interval[]): Outcome {
  const above = outcomeOf(differences.map(({ low }) => low > 0));
  return above === 'fails' && differences.every(({ low, high }) => low < 0 && high > 0) ? 'open' : above;
}
