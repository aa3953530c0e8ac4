/**
 * Checkpoints of runs. A save writes a new file, reads it back, and only then enters it in the manifest:
 * whatever goes wrong, the last good checkpoint is still there. Two are kept per run, so that a damaged
 * newest one costs one step. Knows files, tensors and JSON; knows no model, no GPU and no algorithm.
 */
import { firstNonFinite } from './dtype.ts';
import { CheckpointError } from './errors.ts';
import { isManifestFile, readManifest, sha256, writeManifest, type ManifestEntry } from './manifest.ts';
import { parseSafetensors } from './safetensorsRead.ts';
import { writeSafetensors } from './safetensorsWrite.ts';
import { isStorageFull, type CheckpointStorage } from './storage.ts';

/** Complete checkpoints kept per run. */
const KEPT = 2;
/** Header field of a checkpoint file that holds the JSON state. */
const STATE_KEY = 'state';

export interface Checkpoint {
  readonly iteration: number;
  /** Everything that is not a tensor; must survive JSON. */
  readonly state: object;
  /** Flat tensors by name: parameters, moments. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

export interface CheckpointInfo {
  readonly run: string;
  readonly iteration: number;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

export interface LoadedCheckpoint<State> {
  readonly iteration: number;
  readonly savedAt: number;
  readonly state: State;
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

export interface LoadResult<State> {
  /** null when the run has no usable checkpoint. */
  readonly checkpoint: LoadedCheckpoint<State> | null;
  /** What was found and could not be used, in words, or null. */
  readonly warning: string | null;
}

export class CheckpointStore {
  constructor(
    private readonly storage: CheckpointStorage,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Saves a checkpoint of `run`.
   * @throws CheckpointError of kind `full` (no room), `format` (a tensor that is not finite) or `storage`;
   * the last good checkpoint is kept in each case, as the message says.
   */
  save(run: string, checkpoint: Checkpoint): Promise<CheckpointInfo> {
    return this.storage.exclusive(async () => {
      const { manifest } = await this.#guard(run, null, () => readManifest(this.storage));
      const mine = manifest.entries.filter((entry) => entry.run === run);
      const newest = mine.at(0) ?? null;
      const bytes = serialize(checkpoint, newest);
      const sequence = manifest.sequence + 1;
      const entry: ManifestEntry = {
        run,
        file: `${sequence}.safetensors`,
        bytes: bytes.byteLength,
        hash: await sha256(bytes),
        iteration: checkpoint.iteration,
        savedAt: this.now(),
      };
      const kept = [entry, ...mine].slice(0, KEPT);
      const entries = [...kept, ...manifest.entries.filter((other) => other.run !== run)];
      await this.#guard(run, newest, async () => {
        const spare = mine.slice(1);
        const needed = manifest.entries.filter((other) => !spare.includes(other));
        try {
          await this.#writeMakingRoom(entry.file, bytes, needed);
          await this.#verify(entry);
          if (!(await writeManifest(this.storage, { sequence, entries }))) {
            throw new Error('the list of checkpoints did not read back as it was written');
          }
        } catch (error) {
          await this.storage.remove(entry.file).catch(() => undefined);
          throw error;
        }
      });
      // From here on the new checkpoint counts; leftovers are removed by the next save.
      await this.#removeAllBut(entries).catch(() => undefined);
      return infoOf(entry);
    });
  }

  /**
   * The newest usable checkpoint of `run`.
   * @param validate turns the stored JSON into a state, or throws to have the checkpoint passed over.
   * @throws CheckpointError of kind `storage` when the storage itself fails.
   */
  load<State>(run: string, validate: (state: unknown) => State): Promise<LoadResult<State>> {
    return this.storage.exclusive(() =>
      this.#guard(run, null, async () => {
        const { manifest, damaged } = await readManifest(this.storage);
        const problems = damaged ? ['The last save did not finish.'] : [];
        for (const entry of manifest.entries) {
          if (entry.run !== run) continue;
          const bytes = await this.storage.read(entry.file);
          try {
            const checkpoint = await parse(entry, bytes, validate);
            return { checkpoint, warning: warningOf(problems, entry) };
          } catch (error) {
            const why = error instanceof Error ? error.message : String(error);
            problems.push(`The checkpoint of iteration ${entry.iteration} cannot be used: ${why}`);
          }
        }
        return { checkpoint: null, warning: warningOf(problems, null) };
      }),
    );
  }

  /** Every complete checkpoint, newest first within a run. */
  async list(): Promise<readonly CheckpointInfo[]> {
    const { manifest } = await this.#guard('', null, () => readManifest(this.storage));
    return manifest.entries.map(infoOf);
  }

  /** Deletes the checkpoints of `run`; others are untouched. */
  delete(run: string): Promise<void> {
    return this.storage.exclusive(() =>
      this.#guard(run, null, async () => {
        const { manifest } = await readManifest(this.storage);
        const entries = manifest.entries.filter((entry) => entry.run !== run);
        // Files first: on a full disk there may be no room for the new list until they are gone.
        await this.#removeAllBut(entries);
        await writeManifest(this.storage, { sequence: manifest.sequence + 1, entries });
      }),
    );
  }

  /** Writes a file; when there is no room, removes everything but the manifest and `needed` and tries again. */
  async #writeMakingRoom(file: string, bytes: Uint8Array, needed: readonly ManifestEntry[]): Promise<void> {
    try {
      await this.storage.write(file, bytes);
    } catch (error) {
      if (!isStorageFull(error)) throw error;
      await this.#removeAllBut(needed);
      await this.storage.write(file, bytes);
    }
  }

  async #verify(entry: ManifestEntry): Promise<void> {
    const back = await this.storage.read(entry.file);
    if (back?.byteLength !== entry.bytes || (await sha256(back)) !== entry.hash) {
      throw new Error('the file did not read back as it was written');
    }
  }

  /** Removes files of saves that did not finish and of checkpoints no longer listed. */
  async #removeAllBut(entries: readonly ManifestEntry[]): Promise<void> {
    const listed = new Set(entries.map((entry) => entry.file));
    for (const { name } of await this.storage.list()) {
      if (!listed.has(name) && !isManifestFile(name)) await this.storage.remove(name);
    }
  }

  /** Words a failure of the storage. */
  async #guard<Result>(
    run: string,
    newest: ManifestEntry | null,
    task: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await task();
    } catch (cause) {
      if (cause instanceof CheckpointError) throw cause;
      const full = isStorageFull(cause);
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new CheckpointError({
        kind: full ? 'full' : 'storage',
        happened: full
          ? 'The storage has no room for this checkpoint.'
          : `The checkpoint storage failed${run && ` for "${run}"`}: ${why}.`,
        kept: keptOf(newest),
        todo: full ? 'Delete runs or free space, then save again.' : 'Try again, or reload the page.',
        cause,
      });
    }
  }
}

function serialize({ state, tensors }: Checkpoint, newest: ManifestEntry | null): Uint8Array {
  const list = [...tensors].map(([name, data]) => ({ name, shape: [data.length], data }));
  for (const { name, data } of list) {
    const at = firstNonFinite(data);
    if (at < 0) continue;
    throw new CheckpointError({
      kind: 'format',
      happened: `"${name}" holds ${data[at]} at element ${at}, so it was not saved.`,
      kept: keptOf(newest),
      todo: 'Go back to that checkpoint or reset the run, and lower the learning rate.',
    });
  }
  return writeSafetensors(list, { metadata: { [STATE_KEY]: JSON.stringify(state) } });
}

async function parse<State>(
  entry: ManifestEntry,
  bytes: Uint8Array | null,
  validate: (state: unknown) => State,
): Promise<LoadedCheckpoint<State>> {
  if (!bytes) throw new Error('its file is gone.');
  if (bytes.byteLength !== entry.bytes) {
    throw new Error(`its file has ${bytes.byteLength} of ${entry.bytes} bytes.`);
  }
  if ((await sha256(bytes)) !== entry.hash) throw new Error('its file is damaged.');
  const file = parseSafetensors(bytes, 'Its file');
  const state = validate(JSON.parse(file.metadata[STATE_KEY]));
  const tensors = new Map([...file.tensors.keys()].map((name) => [name, file.readF32(name)]));
  return { iteration: entry.iteration, savedAt: entry.savedAt, state, tensors };
}

function infoOf({ run, iteration, bytes, savedAt }: ManifestEntry): CheckpointInfo {
  return { run, iteration, bytes, savedAt };
}

function keptOf(newest: ManifestEntry | null): string {
  return newest ? `The checkpoint of iteration ${newest.iteration} is kept.` : 'The run goes on in memory.';
}

function warningOf(problems: readonly string[], used: ManifestEntry | null): string | null {
  if (problems.length === 0) return null;
  const outcome = used
    ? `The run continues from iteration ${used.iteration}.`
    : 'No usable checkpoint is left, so the run starts anew.';
  return [...problems, outcome].join(' ');
}
