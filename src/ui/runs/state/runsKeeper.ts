/**
 * Where runs are kept: in the database, and here what the database did not take, which is written again with the next
 * write. What was stored before is never lost by a write that fails. Must not know React, nor what a run means.
 */
import { messageOf } from '../../../workers/failures.ts';
import { changed, type RunBody, type RunChange, type RunHead, type RunsDb, type WholeRun } from './runsDb.ts';
import type { MetricsRow } from '../../../rl/algorithms/metrics.ts';

export class RunsKeeper {
  #open: () => Promise<RunsDb>;
  #db: RunsDb | null = null;
  /** Runs of which something is not stored, whole. */
  #held = new Map<string, WholeRun>();
  /** Of those, the ones that can be had again: nothing is lost with them. */
  #lent = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();
  #tell: (trouble: string | null) => void;

  /** @param tell called with the browser's words when something could not be stored, with null when all is */
  constructor(open: () => Promise<RunsDb>, tell: (trouble: string | null) => void) {
    this.#open = open;
    this.#tell = tell;
  }

  /** Runs that a reload would lose. */
  get unsaved(): number {
    return this.#held.size - this.#lent.size;
  }

  /**
   * Every run that is stored, or null where that cannot be read now; what was deleted on an earlier visit is gone for good
   * then. Not told: without a run to store nobody misses it.
   */
  heads(): Promise<RunHead[] | null> {
    return this.#queue(async () => {
      try {
        const db = await this.#database();
        const heads = await db.heads();
        const gone = heads.filter(({ deleted, source }) => deleted && source !== 'shipped');
        for (const { id } of gone) await db.remove(id);
        return heads.filter((head) => !gone.includes(head));
      } catch {
        return null;
      }
    });
  }

  rows(id: string): Promise<readonly MetricsRow[]> {
    return this.#queue(async () => this.#held.get(id)?.rows ?? (await (await this.#database()).rows(id)));
  }

  body(id: string): Promise<RunBody | undefined> {
    return this.#queue(async () => this.#held.get(id)?.body ?? (await (await this.#database()).body(id)));
  }

  /** Keeps a run in memory only: one that can be had again. */
  hold(run: WholeRun): void {
    this.#lent.add(run.head.id);
    this.#held.set(run.head.id, run);
  }

  /** Writes a change, in order. Never rejects: what cannot be written is held, and told. */
  put(change: RunChange): Promise<void> {
    return this.#queue(async () => {
      const { id } = change.head;
      const held = this.#held.get(id);
      if (held) this.#held.set(id, changed(held, change));
      this.#lent.delete(id);
      try {
        const db = await this.#database();
        if (!held) await db.put(change);
        for (const [key, { head, body, rows }] of this.#held) {
          if (this.#lent.has(key)) continue;
          await db.put({ head, body, rows, all: true });
          this.#held.delete(key);
        }
        this.#tell(null);
      } catch (error) {
        if (!this.#held.has(id)) this.#held.set(id, changed(await this.#stored(change.head), change));
        this.#tell(messageOf(error));
      }
    });
  }

  /** What is stored of a run, as far as it can be read. */
  async #stored(head: RunHead): Promise<WholeRun | undefined> {
    try {
      const db = await this.#database();
      const [body, rows] = await Promise.all([db.body(head.id), db.rows(head.id)]);
      return body && { head, body, rows };
    } catch {
      return undefined;
    }
  }

  async #database(): Promise<RunsDb> {
    return (this.#db ??= await this.#open());
  }

  #queue<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
