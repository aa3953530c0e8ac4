/**
 * A file on a server, read by ranges. One response is kept open and read on, so that a file read from front to
 * back costs one request; after a dropped connection a new request goes on where the old one stopped. Knows HTTP;
 * knows no format and no hub.
 */
import { checkRange, unreadable, type ByteSource, type RangeOptions } from '../bytes/byteSource.ts';
import {
  PassingFailure,
  RETRIES,
  answerOf,
  passing,
  retrying,
  within,
  type RetryPolicy,
} from './httpRetry.ts';
import { TaskChain } from '../bytes/storage.ts';

export interface HttpOptions {
  /** Bytes that the file must have; another size is refused. */
  readonly expectedSize?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly retry?: RetryPolicy;
  readonly fetch?: typeof fetch;
  readonly signal?: AbortSignal;
}

/** A file on a server, with what the server calls this version of it, as far as it says. */
export interface HttpByteSource extends ByteSource {
  readonly etag: string | null;
  readonly modified: string | null;
}

/** An open response and where in the file its next byte lies. */
interface Stream {
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly abort: AbortController;
  /** Bytes taken from the reader and not yet asked for. */
  left: Uint8Array;
  position: number;
  /** Where the answer stops: servers may send less than was asked for. */
  readonly end: number;
}

/** Bytes that are read and thrown away rather than asking again further on. */
const SKIP = 1 << 18;

/**
 * Opens a file on a server and learns its size from the first answer.
 * Servers that ignore ranges are read from the start. A size or ETag that changes on the way is refused.
 * @returns null when the server answers 404, or a web page where data was asked for.
 * @throws CheckpointError when it cannot be read, the signal's reason when aborted.
 */
export async function openHttpSource(
  url: string,
  name: string,
  options: HttpOptions = {},
): Promise<HttpByteSource | null> {
  const source = new HttpSource(url, name, options);
  return (await source.open(options.signal)) ? source : null;
}

class HttpSource implements HttpByteSource {
  size = -1;
  etag: string | null = null;
  modified: string | null = null;
  readonly #policy: RetryPolicy;
  readonly #fetch: typeof fetch;
  readonly #chain = new TaskChain();
  #stream: Stream | null = null;
  #ranges = true;

  constructor(
    private readonly url: string,
    readonly name: string,
    private readonly options: HttpOptions,
  ) {
    this.#policy = options.retry ?? RETRIES;
    this.#fetch = options.fetch ?? fetch;
  }

  /** Makes the first request; false when there is no such file. */
  open(signal?: AbortSignal): Promise<boolean> {
    return this.#retrying(async () => {
      this.#stream = await this.#request(0, signal);
      return this.#stream !== null;
    }, signal);
  }

  readInto(offset: number, target: Uint8Array, { signal, onBytes }: RangeOptions = {}): Promise<void> {
    return this.#chain.run(async () => {
      checkRange(this.name, this.size, offset, target.byteLength);
      let filled = 0;
      await this.#retrying(async (progressed) => {
        while (filled < target.byteLength) {
          const stream = await this.#streamAt(offset + filled, signal);
          const bytes = await this.#take(stream, target.byteLength - filled, signal);
          target.set(bytes, filled);
          filled += bytes.byteLength;
          progressed();
          onBytes?.(bytes.byteLength);
        }
      }, signal);
    });
  }

  close(): Promise<void> {
    return this.#chain.run(() => Promise.resolve(this.#drop()));
  }

  #retrying<Result>(
    task: (progressed: () => void) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    const dropping = async (progressed: () => void): Promise<Result> => {
      try {
        return await task(progressed);
      } catch (error) {
        this.#drop();
        throw error;
      }
    };
    return retrying(this.name, dropping, this.#policy, signal);
  }

  /** A stream whose next byte is the file's byte `offset`. */
  async #streamAt(offset: number, signal?: AbortSignal): Promise<Stream> {
    const open = this.#stream;
    // Asking a server without ranges for a later byte would start again from the first.
    const skip = this.#ranges ? SKIP : Infinity;
    const reachable = open && open.position <= offset && offset < open.end && offset - open.position <= skip;
    if (!reachable) {
      this.#drop();
      this.#stream = await this.#request(offset, signal);
      if (!this.#stream) throw unreadable(this.name, 'it is no longer there');
    }
    const stream = this.#stream as Stream;
    while (stream.position < offset) {
      await this.#take(stream, offset - stream.position, signal);
    }
    return stream;
  }

  /** The next bytes of a stream, at least one and at most `most`. */
  async #take(stream: Stream, most: number, signal?: AbortSignal): Promise<Uint8Array> {
    while (stream.left.byteLength === 0) {
      let part: ReadableStreamReadResult<Uint8Array>;
      try {
        part = await within(stream.reader.read(), this.#policy.stall, signal);
      } catch (cause) {
        throw passing('the connection broke', cause);
      }
      if (part.done) throw new PassingFailure(`the connection ended after ${stream.position} bytes`);
      stream.left = part.value;
    }
    const bytes = stream.left.subarray(0, most);
    stream.left = stream.left.subarray(bytes.byteLength);
    stream.position += bytes.byteLength;
    return bytes;
  }

  /** Asks for everything from `offset` on; null when there is no such file. */
  async #request(offset: number, signal?: AbortSignal): Promise<Stream | null> {
    const abort = new AbortController();
    // Called without `this`, as a browser's fetch demands.
    const send = this.#fetch;
    const ask = (aborted: AbortSignal): Promise<Response> =>
      send(this.url, {
        headers: { ...this.options.headers, Range: `bytes=${offset}-` },
        // The browser's cache would keep a second copy of gigabytes.
        cache: 'no-store',
        signal: aborted,
      });
    const response = await answerOf(ask, abort, this.#policy, signal);
    try {
      return this.#accept(response, offset, abort);
    } catch (error) {
      abort.abort();
      throw error;
    }
  }

  #accept(response: Response, offset: number, abort: AbortController): Stream | null {
    const { status, headers, body } = response;
    if (status === 404 || (response.ok && headers.get('content-type')?.startsWith('text/html'))) {
      abort.abort();
      return null;
    }
    // Nothing of an empty file can be sent, which servers put as a range that cannot be satisfied.
    const empty = status === 416 && offset === 0 && headers.get('content-range') === 'bytes */0';
    if (empty) {
      this.#checkSame(0, headers);
      abort.abort();
      const nothing = new ReadableStream<Uint8Array>().getReader();
      return { reader: nothing, abort, left: new Uint8Array(), position: 0, end: 0 };
    }
    if (status !== 200 && status !== 206) throw unreadable(this.name, `the server answered ${status}`);
    const range = status === 206 ? this.#rangeOf(headers, offset) : this.#wholeOf(headers);
    this.#checkSame(range.size, headers);
    if (!body) throw new PassingFailure('the server sent no data');
    this.#ranges = status === 206;
    const position = this.#ranges ? offset : 0;
    return { reader: body.getReader(), abort, left: new Uint8Array(), position, end: range.end };
  }

  /** What an answer to a range says: it must begin where it was asked to, and may end early. */
  #rangeOf(headers: Headers, offset: number): { size: number; end: number } {
    const range = headers.get('content-range');
    const length = contentLength(headers);
    if (range === null) {
      // Hidden from pages of another origin unless exposed; then the length must be all that is left.
      const size = this.size >= 0 ? this.size : this.options.expectedSize;
      if (length === null || (size !== undefined && size - offset !== length)) {
        throw unreadable(this.name, 'the server sent a part without saying which (no Content-Range)');
      }
      return { size: offset + length, end: offset + length };
    }
    const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(range);
    const [begin, last, size] = (match ?? []).slice(1).map(Number);
    const end = last + 1;
    const honest = match && begin === offset && end > begin && end <= size;
    if (!honest || (length !== null && length !== end - begin)) {
      throw unreadable(
        this.name,
        `asked for the bytes from ${offset} on, the server sent "${range}", ${length ?? 'unknown'} bytes long`,
      );
    }
    return { size, end };
  }

  #wholeOf(headers: Headers): { size: number; end: number } {
    const size = contentLength(headers) ?? (this.size >= 0 ? this.size : this.options.expectedSize);
    if (size === undefined) throw unreadable(this.name, 'the server does not say how long it is');
    return { size, end: size };
  }

  /** Every answer must be about the file that the first was about. */
  #checkSame(size: number, headers: Headers): void {
    const expected = this.size >= 0 ? this.size : (this.options.expectedSize ?? size);
    if (size !== expected)
      throw unreadable(this.name, `the server has ${size} bytes; expected were ${expected}`);
    const etag = headers.get('etag');
    if (this.etag !== null && etag !== null && etag !== this.etag) {
      throw unreadable(this.name, 'the file on the server changed while it was being read');
    }
    this.etag ??= etag;
    this.modified ??= headers.get('last-modified');
    this.size = size;
  }

  #drop(): void {
    const stream = this.#stream;
    this.#stream = null;
    void stream?.reader.cancel().catch(() => undefined);
    stream?.abort.abort();
  }
}

/** Content-Length, or null where it is absent or counts compressed bytes. */
function contentLength(headers: Headers): number | null {
  const value = headers.get('content-encoding') ? null : headers.get('content-length');
  return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : null;
}
