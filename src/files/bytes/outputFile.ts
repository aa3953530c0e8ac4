/**
 * Files on their way out, in pieces, so that none need fit in memory: what writers make and what a zip, a folder
 * or a download takes. Knows no format and no place.
 */

/** One file of an export. */
export interface OutputFile {
  /** Path inside the export, with forward slashes. */
  readonly name: string;
  /** Bytes of all chunks together. */
  readonly size: number;
  /** The contents from the start, made when asked for; each chunk is the receiver's to keep. */
  readonly chunks: () => AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** A file whose bytes are there already. */
export function bytesFile(name: string, bytes: Uint8Array): OutputFile {
  return {
    name,
    size: bytes.byteLength,
    async *chunks() {
      yield bytes.slice();
    },
  };
}

/** A UTF-8 file. */
export function textFile(name: string, text: string): OutputFile {
  return bytesFile(name, new TextEncoder().encode(text));
}

/** A JSON file as Python's `json.dumps(value, indent=2)` lays it out, with a line end. */
export function jsonFile(name: string, value: unknown): OutputFile {
  return textFile(name, `${JSON.stringify(value, null, 2)}\n`);
}

/** `files` below the folder `folder`. */
export function inFolder(folder: string, files: readonly OutputFile[]): OutputFile[] {
  return files.map((file) => ({
    name: `${folder}/${file.name}`,
    size: file.size,
    chunks: () => file.chunks(),
  }));
}

/** The whole of a file, for small ones. */
export async function readOutput(file: OutputFile): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(file.size);
  let position = 0;
  for await (const chunk of file.chunks()) {
    bytes.set(chunk, position);
    position += chunk.byteLength;
  }
  if (position !== file.size) throw new RangeError(`${file.name} has ${position} bytes, not ${file.size}.`);
  return bytes;
}

/**
 * Chunks as a stream that makes the next one when it is asked for it: for a Response, a writable file, a pipe.
 * Cancelling it ends the source.
 */
export function toStream(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    // Nothing is made ahead: one chunk may be megabytes.
    { highWaterMark: 0 },
  );
}
