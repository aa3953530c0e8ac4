/**
 * Checkpoints of runs: shards of named tensors with an index, and the run's state. A save writes new files, reads
 * them back, and only then enters them in the manifest: whatever goes wrong, the last good checkpoint is still
 * there. Two are kept per run, so that a damaged newest one costs one step. Tensors come and go piece by piece;
 * none is in memory whole. Knows files, tensors and JSON; knows no model, no GPU and no algorithm.
 */
import type { CheckpointContent } from './checkpointFiles.ts';
import type { FoundCheckpoint, TensorReceiver } from './checkpointRead.ts';
import { CheckpointError } from '../errors.ts';
import {
  isManifestFile,
  readManifest,
  writeManifest,
  type Manifest,
  type ManifestEntry,
} from './manifest.ts';
import { isStorageFull, type CheckpointStorage } from '../bytes/storage.ts';

export type { CheckpointContent } from './checkpointFiles.ts';
export type { FoundCheckpoint, TensorReceiver } from './checkpointRead.ts';

/** What follows a run's name in that of checkpoints that no save may displace. */
export const SET_ASIDE = ', set aside';
/** Complete checkpoints kept per run. */
const KEPT = 2;

/** A first visit has nothing to read, and nothing to write before its answers are there. */
const writing = () => import('./checkpointFiles.ts');
const reading = () => import('./checkpointRead.ts');

export interface CheckpointInfo {
  /** No other checkpoint has it. */
  readonly id: string;
  readonly run: string;
  readonly iteration: number;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** Names of the files it consists of. */
  readonly files: readonly string[];
}

/** How a checkpoint is taken in. */
export interface CheckpointTarget<State> extends TensorReceiver {
  /**
   * Looks at a whole and undamaged checkpoint before any tensor is read: the state it stands for. An error has it
   * passed over; {@link OtherRunError} keeps it from ever being displaced by this run's saves as well.
   */
  accept(found: FoundCheckpoint): State;
}

/** A checkpoint under this run's name that another run made. */
export class OtherRunError extends Error {
  override readonly name = 'OtherRunError';
}

export interface LoadResult<State> {
  /** null when the run has no usable checkpoint. Tensors may have been received even then. */
  readonly checkpoint: {
    readonly iteration: number;
    readonly savedAt: number;
    readonly state: State;
  } | null;
  /** The run's newest checkpoint in the list, usable or not. */
  readonly newest: string | null;
  /** What was found and could not be used, in words, or null. */
  readonly warning: string | null;
}

export class CheckpointStore {
  /** What the names of the last save's files begin with: a save that failed may be in the list all the same. */
  #attempt: string | null = null;

  /** @param now milliseconds since 1970 */
  constructor(
    private readonly storage: CheckpointStorage,
    private readonly now: () => number = Date.now,
  ) {
    // Before it is needed: a save must not wait for a server, which may be gone by then.
    void writing().catch(() => undefined);
  }

  /**
   * Saves a checkpoint of `run`. Its tensors are asked for once, or again when room had to be made.
   * @param after id of the newest checkpoint of the run that the caller knows of, null for none: with another in its
   * place, which another tab saved, nothing is displaced. Left out: whatever is there.
   * @throws CheckpointError of kind `full` (no room), `format` (a tensor that is not finite) or `storage`;
   * the last good checkpoint is kept in each case, as the message says.
   */
  save(run: string, content: CheckpointContent, after?: string | null): Promise<CheckpointInfo> {
    return this.storage.exclusive(async () => {
      const { manifest } = await this.#guard(run, null, () => readManifest(this.storage));
      const mine = manifest.entries.filter((entry) => entry.run === run);
      const newest = mine.at(0) ?? null;
      this.#checkNewest(newest, after);
      return this.#guard(run, newest, async () => {
        const sequence = manifest.sequence + 1;
        // What a killed worker left may still be locked: names are not used twice.
        const stem = `${sequence}-${crypto.randomUUID().slice(0, 8)}`;
        this.#attempt = stem;
        const spare = mine.slice(1);
        const needed = manifest.entries.filter((other) => !spare.includes(other));
        const { writeCheckpoint } = await writing();
        const write = () => writeCheckpoint(this.storage, stem, content);
        try {
          const files = await this.#makingRoom(stem, needed, write);
          const { iteration } = content;
          const entry: ManifestEntry = { run, iteration, savedAt: this.now(), form: 'sharded', files };
          const kept = [entry, ...mine].slice(0, KEPT);
          const entries = [...kept, ...manifest.entries.filter((other) => other.run !== run)];
          await this.#list({ sequence, entries });
          // From here on the new checkpoint counts; leftovers are removed by the next save.
          await this.#removeAllBut(entries);
          return infoOf(entry);
        } catch (error) {
          await this.#removeStem(stem);
          throw error;
        }
      });
    });
  }

  /**
   * Takes in the newest usable checkpoint of `run`. Every byte of it was hashed before any tensor is handed over.
   * @throws CheckpointError of kind `storage` when the storage itself fails.
   */
  load<State>(run: string, target: CheckpointTarget<State>): Promise<LoadResult<State>> {
    return this.storage.exclusive(() =>
      this.#guard(run, null, async () => {
        const { manifest, damaged } = await readManifest(this.storage);
        const problems = damaged ? ['The last save did not finish.'] : [];
        const others: ManifestEntry[] = [];
        try {
          for (const entry of manifest.entries) {
            if (entry.run !== run) continue;
            // What cannot be fetched says nothing of the checkpoint.
            const { openEntry } = await reading();
            try {
              const found = await openEntry(this.storage, entry);
              try {
                const state = target.accept(found);
                await found.read(target);
                const { iteration, savedAt } = entry;
                return {
                  checkpoint: { iteration, savedAt, state },
                  newest: newestOf(manifest, run, others),
                  warning: warningOf(problems, entry),
                };
              } finally {
                await found.close();
              }
            } catch (error) {
              const why = error instanceof Error ? error.message : String(error);
              problems.push(`The checkpoint of iteration ${entry.iteration} cannot be used: ${why}`);
              if (error instanceof OtherRunError) others.push(entry);
            }
          }
          const newest = newestOf(manifest, run, others);
          return { checkpoint: null, newest, warning: warningOf(problems, null) };
        } finally {
          await this.#setAside(manifest, others);
        }
      }),
    );
  }

  /**
   * The state of the newest checkpoint of `run`, for who must know before there is anything to load it into; null where
   * there is none that can be read, which {@link load} tells of.
   */
  async peek(run: string): Promise<unknown> {
    return this.storage.exclusive(async () => {
      try {
        const { manifest } = await readManifest(this.storage);
        const newest = manifest.entries.find((entry) => entry.run === run);
        return newest ? await (await reading()).readState(this.storage, newest) : null;
      } catch {
        return null;
      }
    });
  }

  /** Every complete checkpoint, newest first within a run. */
  async list(): Promise<readonly CheckpointInfo[]> {
    const { manifest } = await this.#guard('', null, () => readManifest(this.storage));
    return manifest.entries.map(infoOf);
  }

  /**
   * Deletes the checkpoints of `run`; others are untouched.
   * @param after as for {@link save}
   */
  delete(run: string, after?: string | null): Promise<void> {
    return this.storage.exclusive(() =>
      this.#guard(run, null, async () => {
        const { manifest } = await readManifest(this.storage);
        this.#checkNewest(manifest.entries.find((entry) => entry.run === run) ?? null, after);
        const entries = manifest.entries.filter((entry) => entry.run !== run);
        // Files first: on a full disk there may be no room for the new list until they are gone.
        await this.#removeAllBut(entries);
        await this.#list({ sequence: manifest.sequence + 1, entries });
      }),
    );
  }

  /** Writes; when there is no room, removes everything but the manifest and `needed` and tries once more. */
  async #makingRoom<Result>(
    stem: string,
    needed: readonly ManifestEntry[],
    write: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await write();
    } catch (error) {
      if (!isStorageFull(error)) throw error;
      await this.#removeStem(stem);
      await this.#removeAllBut(needed);
      return write();
    }
  }

  /** @throws TakenOverError when another's checkpoint is the newest. A run that was deleted elsewhere is no matter. */
  #checkNewest(newest: ManifestEntry | null, after: string | null | undefined): void {
    if (after === undefined || !newest || idOf(newest) === after) return;
    if (this.#attempt === null || !idOf(newest).startsWith(this.#attempt)) throw new TakenOverError(newest);
  }

  /** Gives checkpoints another run's name, under which no save displaces them. */
  async #setAside(manifest: Manifest, others: readonly ManifestEntry[]): Promise<void> {
    if (others.length === 0) return;
    const entries = manifest.entries.map((entry) =>
      others.includes(entry) ? { ...entry, run: entry.run + SET_ASIDE } : entry,
    );
    await this.#list({ sequence: manifest.sequence + 1, entries });
  }

  async #list(manifest: Manifest): Promise<void> {
    if (await writeManifest(this.storage, manifest)) return;
    throw new Error('the list of checkpoints did not read back as it was written');
  }

  /** Removes files of saves that did not finish and of checkpoints no longer listed, as far as it can. */
  async #removeAllBut(entries: readonly ManifestEntry[]): Promise<void> {
    const listed = new Set(entries.flatMap(({ files }) => files.map(({ name }) => name)));
    await this.#remove((name) => !listed.has(name) && !isManifestFile(name));
  }

  #removeStem(stem: string): Promise<void> {
    return this.#remove((name) => name.startsWith(stem));
  }

  async #remove(unwanted: (name: string) => boolean): Promise<void> {
    const files = await this.storage.list().catch(() => []);
    for (const { name } of files) {
      // A file that another worker still has open goes the next time.
      if (unwanted(name)) await this.storage.remove(name).catch(() => undefined);
    }
  }

  /** Words a failure of the storage. */
  async #guard<Result>(
    run: string,
    newest: ManifestEntry | null,
    task: () => Promise<Result>,
  ): Promise<Result> {
    const kept = newest
      ? `The checkpoint of iteration ${newest.iteration} is kept.`
      : 'The run goes on in memory.';
    try {
      return await task();
    } catch (cause) {
      if (cause instanceof TakenOverError) throw cause;
      if (cause instanceof CheckpointError) {
        const { kind, happened, todo } = cause;
        throw new CheckpointError({ kind, happened, kept, todo, cause });
      }
      const full = isStorageFull(cause);
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new CheckpointError({
        kind: full ? 'full' : 'storage',
        happened: full
          ? 'The storage has no room for this checkpoint.'
          : `The checkpoint storage failed${run && ` for "${run}"`}: ${why}.`,
        kept,
        todo: full ? 'Delete runs or free space, then save again.' : 'Try again, or reload the page.',
        cause,
      });
    }
  }
}

/** Another tab saved the run since. */
class TakenOverError extends CheckpointError {
  constructor({ iteration }: ManifestEntry) {
    super({
      kind: 'storage',
      happened: `Another tab went on with this run and saved it at iteration ${iteration}.`,
      kept: 'That checkpoint is kept, and the run here goes on in memory only.',
      todo: 'Reload this page to go on from there.',
    });
  }
}

function newestOf({ entries }: Manifest, run: string, but: readonly ManifestEntry[]): string | null {
  const newest = entries.find((entry) => entry.run === run && !but.includes(entry));
  return newest ? idOf(newest) : null;
}

/** Files' names are used once. */
function idOf({ files: [{ name }] }: ManifestEntry): string {
  return name;
}

function infoOf(entry: ManifestEntry): CheckpointInfo {
  const { run, iteration, files, savedAt } = entry;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { id: idOf(entry), run, iteration, bytes, savedAt, files: files.map(({ name }) => name) };
}

function warningOf(problems: readonly string[], used: ManifestEntry | null): string | null {
  if (problems.length === 0) return null;
  const outcome = used
    ? `The run continues from iteration ${used.iteration}.`
    : 'No usable checkpoint is left, so the run starts anew.';
  return [...problems, outcome].join(' ');
}
