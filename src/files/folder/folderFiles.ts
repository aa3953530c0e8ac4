/**
 * Reads the files of a model folder through a function that the caller supplies: HTTP, a picked directory
 * or a disk. Reports bytes, stops on request. Knows no format.
 */
import { unusableModel } from '../errors.ts';
import { parsePythonJson } from '../pythonJson.ts';
import { refusePointer } from '../bytes/gitLfs.ts';

/**
 * Opens one file of a folder. null, a rejection with NotFoundError or ENOENT, a 404, and a web page where
 * data was asked for (servers that answer every path) all mean that there is no such file.
 */
export type FileReader = (file: string, signal?: AbortSignal) => Promise<Uint8Array | Response | null>;

export interface ReadProgress {
  readonly file: string;
  readonly done: number;
  /** null while the size is unknown. */
  readonly total: number | null;
}

export interface ReadOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** The bytes of `file`, or null when there is no such file. Throws the signal's reason when aborted. */
export async function readFile(
  read: FileReader,
  file: string,
  { signal, onProgress }: ReadOptions = {},
): Promise<Uint8Array | null> {
  signal?.throwIfAborted();
  const answer = await openFile(read, file, signal);
  signal?.throwIfAborted();
  if (answer === null) return null;
  if (!(answer instanceof Response)) {
    onProgress?.({ file, done: answer.byteLength, total: answer.byteLength });
    return answer;
  }
  if (!answer.ok) throw unreachable(file, `the server answered ${answer.status}`);
  if (!answer.body) return new Uint8Array(await answer.arrayBuffer());
  try {
    return await readBody(answer, answer.body, file, { signal, onProgress });
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreachable(file, 'the connection broke', cause);
  }
}

/** Parses the bytes of `file` as JSON, as Python writes it. Throws CheckpointError for anything else. */
export function parseJson(file: string, bytes: Uint8Array): unknown {
  try {
    return parsePythonJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    refusePointer(file, bytes);
    throw unusableModel(`${file} is not JSON.`, cause);
  }
}

async function openFile(
  read: FileReader,
  file: string,
  signal?: AbortSignal,
): Promise<Uint8Array | Response | null> {
  let answer: Uint8Array | Response | null;
  try {
    answer = await read(file, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    if (isNotFound(cause)) return null;
    throw unreachable(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (!(answer instanceof Response)) return answer;
  const missing = answer.status === 404 || answer.headers.get('content-type')?.startsWith('text/html');
  if (missing) await answer.body?.cancel();
  return missing ? null : answer;
}

async function readBody(
  response: Response,
  body: ReadableStream<Uint8Array>,
  file: string,
  { signal, onProgress }: ReadOptions,
): Promise<Uint8Array> {
  // Content-Length counts compressed bytes when the server compresses, so it is no total then.
  const length = response.headers.has('content-encoding') ? null : response.headers.get('content-length');
  const total = length === null ? null : Number(length);
  const reader = body.getReader();
  const stop = (): void => void reader.cancel(signal?.reason).catch(() => undefined);
  signal?.addEventListener('abort', stop);
  const chunks: Uint8Array[] = [];
  let done = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      chunks.push(part.value);
      done += part.value.byteLength;
      onProgress?.({ file, done, total });
    }
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  signal?.throwIfAborted();
  const bytes = new Uint8Array(done);
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.byteLength;
  }
  return bytes;
}

function isNotFound(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'NotFoundError' || (error as Error & { code?: unknown }).code === 'ENOENT';
}

function unreachable(file: string, why: string, cause?: unknown): Error {
  return unusableModel(`${file} could not be read: ${why}.`, cause);
}
