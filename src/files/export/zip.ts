/**
 * Files as one zip, made while it is read. Knows the archive; knows nothing of what is in it.
 */
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { CheckpointError } from '../errors.ts';
import type { OutputFile } from '../bytes/outputFile.ts';

export interface ZipOptions {
  /** When the files say they were changed; now when left out. */
  readonly modified?: Date;
  /** Bytes of file contents that went in so far. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Where the offsets of a zip without the 64-bit extension end. */
const MAX_BYTES = 2 ** 32 - 1;
/** Generous bound for what a file adds besides its contents and its name, twice. */
const OVERHEAD = 256;

/**
 * A zip of `files`, in chunks. Weights are stored as they are, because floats hardly compress; the rest is deflated.
 * @throws CheckpointError before the first chunk when the zip would pass 4 GiB, which many programs cannot read.
 */
export async function* zipFiles(
  files: readonly OutputFile[],
  { modified = new Date(), onProgress }: ZipOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const names = files.reduce((sum, { name }) => sum + 2 * new TextEncoder().encode(name).length, 0);
  if (total + names + OVERHEAD * files.length > MAX_BYTES) throw tooLarge(total);

  let ready: Uint8Array<ArrayBuffer>[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, chunk) => {
    failure ??= error;
    if (chunk?.length > 0) ready.push(chunk);
  });
  const take = () => {
    if (failure) throw failure;
    const taken = ready;
    ready = [];
    return taken;
  };
  let done = 0;
  for (const file of files) {
    const entry = file.name.endsWith('.safetensors')
      ? new ZipPassThrough(file.name)
      : new ZipDeflate(file.name, { level: 6 });
    entry.mtime = modified;
    zip.add(entry);
    for await (const chunk of file.chunks()) {
      entry.push(chunk);
      done += chunk.byteLength;
      onProgress?.({ done, total });
      yield* take();
    }
    entry.push(new Uint8Array(0), true);
    yield* take();
  }
  zip.end();
  yield* take();
}

function tooLarge(bytes: number): CheckpointError {
  return new CheckpointError({
    kind: 'format',
    happened: `The export has ${(bytes / 2 ** 30).toFixed(1)} GiB; a zip holds at most 4.`,
    kept: 'Nothing was written.',
    todo: 'Export to a folder, or in F16.',
  });
}
