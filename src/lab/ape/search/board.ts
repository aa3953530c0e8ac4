/**
 * The board of a search: every candidate, what it scored so far, on which examples, who it came from and when it was dropped;
 * calls counted. Strategies play on it; a panel draws what it tells. Pure but for the judge. Knows no model and no text.
 */

/** How a candidate came to be. */
export type Origin = 'given' | 'forward' | 'infill' | 'resample';

export interface Candidate {
  readonly id: number;
  readonly text: string;
  readonly origin: Origin;
  /** Whose variation it is; null for one that was proposed from pairs. */
  readonly parent: number | null;
}

/** What a search tells while it goes on: plain data, in order. */
export type SearchEvent =
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  /** @param calls of the whole search so far; `mean` over all examples that the candidate has seen */
  | {
      readonly kind: 'scored';
      readonly id: number;
      readonly stage: number;
      readonly mean: number;
      readonly seen: number;
      readonly calls: number;
    }
  | { readonly kind: 'dropped'; readonly id: number; readonly stage: number; readonly calls: number }
  | { readonly kind: 'best'; readonly id: number; readonly mean: number; readonly calls: number };

/** A candidate's text and the examples to score it on. */
export interface Ask {
  readonly candidate: Candidate;
  readonly examples: readonly number[];
}

/** Scores for every ask, an example each. One example of one ask is one call. */
export type Judge = (asks: readonly Ask[]) => Promise<readonly (readonly number[])[]>;

/** So many more examples for a candidate. */
export interface Pull {
  readonly id: number;
  readonly count: number;
}

export interface BoardOptions {
  readonly judge: Judge;
  /** Examples that can be scored on, in the order in which every candidate meets them: the same for all, so that they compare. */
  readonly examples: readonly number[];
  /** Most calls. */
  readonly budget: number;
  readonly tell?: (event: SearchEvent) => void;
  readonly signal?: AbortSignal;
}

/** What is known of a candidate. */
export interface Standing {
  readonly candidate: Candidate;
  /** Scores in the order of the examples met. */
  readonly scores: readonly number[];
  readonly dropped: boolean;
}

export class Board {
  readonly #rows: { candidate: Candidate; scores: number[]; dropped: boolean }[] = [];
  readonly #texts = new Map<string, number>();
  #calls = 0;
  #stage = 0;
  #best: number | null = null;
  #limit: number;

  constructor(private readonly options: BoardOptions) {
    this.#limit = options.budget;
  }

  get calls(): number {
    return this.#calls;
  }

  get stage(): number {
    return this.#stage;
  }

  /** Calls that may still be spent. */
  get remaining(): number {
    return Math.max(0, this.#limit - this.#calls);
  }

  /** Lets no more than so many calls be spent in all for now; never more than the budget. */
  spendUpTo(calls: number): void {
    this.#limit = Math.min(this.options.budget, calls);
  }

  /** Examples that there are. */
  get size(): number {
    return this.options.examples.length;
  }

  /** Ids of the candidates that were not dropped. */
  get standing(): number[] {
    return this.#rows.filter(({ dropped }) => !dropped).map(({ candidate }) => candidate.id);
  }

  get all(): readonly Standing[] {
    return this.#rows;
  }

  /** Puts a text on the board, once: a text that is there already keeps its place. Returns its id. */
  add(text: string, origin: Origin, parent: number | null = null): number {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const candidate: Candidate = { id: this.#rows.length, text, origin, parent };
    this.#rows.push({ candidate, scores: [], dropped: false });
    this.#texts.set(text, candidate.id);
    this.options.tell?.({ kind: 'candidate', candidate });
    return candidate.id;
  }

  seen(id: number): number {
    return this.#rows[id].scores.length;
  }

  /** Mean score over what a candidate has seen; -Infinity for one that has seen nothing: the untried are never best. */
  mean(id: number): number {
    const { scores } = this.#rows[id];
    return scores.length === 0 ? -Infinity : scores.reduce((sum, score) => sum + score, 0) / scores.length;
  }

  scores(id: number): readonly number[] {
    return this.#rows[id].scores;
  }

  /**
   * Scores candidates on their next unseen examples: as many as are asked for, as there are, and as the budget allows, in the
   * order given. Returns each pull's new scores.
   */
  async pull(pulls: readonly Pull[]): Promise<readonly (readonly number[])[]> {
    this.options.signal?.throwIfAborted();
    let room = this.remaining;
    const asks = pulls.map(({ id, count }) => {
      const { candidate, scores } = this.#rows[id];
      const next = this.options.examples.slice(
        scores.length,
        scores.length + Math.max(0, Math.min(count, room)),
      );
      room -= next.length;
      return { candidate, examples: next };
    });
    const wanted = asks.filter(({ examples }) => examples.length > 0);
    if (wanted.length === 0) return pulls.map(() => []);
    const answers = await this.options.judge(wanted);
    this.options.signal?.throwIfAborted();
    const byId = new Map(wanted.map(({ candidate }, index) => [candidate.id, answers[index]]));
    for (const { candidate, examples } of wanted)
      this.#take(candidate.id, byId.get(candidate.id) ?? [], examples.length);
    return pulls.map(({ id }) => byId.get(id) ?? []);
  }

  /** Takes a candidate out; what it scored stays. */
  drop(ids: readonly number[]): void {
    for (const id of ids) {
      this.#rows[id].dropped = true;
      this.options.tell?.({ kind: 'dropped', id, stage: this.#stage, calls: this.#calls });
    }
  }

  /** Takes dropped candidates in again, with what they scored. */
  revive(ids: readonly number[]): void {
    for (const id of ids) this.#rows[id].dropped = false;
  }

  nextStage(): void {
    this.#stage++;
  }

  /** Ids by mean, best first, then by how much was seen, then in the order they came. Untried ones are left out. */
  ranked(ids: readonly number[] = this.standing): number[] {
    return ids
      .filter((id) => this.seen(id) > 0)
      .sort((a, b) => this.mean(b) - this.mean(a) || this.seen(b) - this.seen(a) || a - b);
  }

  #take(id: number, scores: readonly number[], asked: number): void {
    if (scores.length !== asked || !scores.every(Number.isFinite)) {
      throw new RangeError(
        `A judge gave ${scores.length} scores for ${asked} examples, or one that is no number.`,
      );
    }
    this.#rows[id].scores.push(...scores);
    this.#calls += scores.length;
    const mean = this.mean(id);
    const { tell } = this.options;
    tell?.({ kind: 'scored', id, stage: this.#stage, mean, seen: this.seen(id), calls: this.#calls });
    const best = this.ranked()[0];
    if (best === undefined || best === this.#best) return;
    this.#best = best;
    tell?.({ kind: 'best', id: best, mean: this.mean(best), calls: this.#calls });
  }
}
