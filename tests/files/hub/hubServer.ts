/**
 * A server that speaks a hub's paths, redirects and ranges for made-up repositories, and misbehaves on request.
 * `/lab/model/resolve/revision/path` redirects large files to `/cdn/…`; `/plain/path` is a folder without a hub.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Mischief {
  /** Ends the connection after so many bytes of an answer's body. */
  readonly dropAfter?: number;
  /** Answers whole files, as a server without ranges does. */
  readonly ignoreRange?: boolean;
  /** Another Content-Range than the truth; undefined leaves it out. */
  readonly contentRange?: (begin: number, last: number, size: number) => string | undefined;
  /** Another ETag than the truth; null for none. */
  readonly etag?: string | null;
  readonly status?: number;
  readonly retryAfter?: string;
  /** Sends no Content-Length and ends the body properly after so many bytes. */
  readonly truncateTo?: number;
  /** Sends the head and so many bytes, then nothing more. */
  readonly stallAfter?: number;
  /** At most so many bytes in one answer to a range. */
  readonly mostPerRange?: number;
  readonly contentType?: string;
  /** Another Last-Modified than none. */
  readonly modified?: string;
}

export interface HubServer {
  readonly url: string;
  /** `METHOD path range` of every request so far. */
  readonly requests: string[];
  /** One entry is used up by each request for file data; null behaves. After the last, all behave. */
  mischief: (Mischief | null)[];
  /** Behaviour of every request that has no entry in `mischief`. */
  always: Mischief;
  /** By path; may be changed while the server runs. */
  files: Readonly<Record<string, Uint8Array>>;
  /** What is sent of a file instead of what the listings tell of. */
  sent: Readonly<Record<string, Uint8Array>>;
  /** What HEAD is answered with instead; null answers it as it should. */
  headStatus: number | null;
  /** The commit that main stands for, named by every answer and served under its name; null names none. */
  commit: string | null;
  close(): Promise<void>;
}

/** @param files by path; those ending in `.safetensors` are large files. The revisions are main and refs/pr/1. */
export async function startHubServer(files: Readonly<Record<string, Uint8Array>>): Promise<HubServer> {
  const server = createServer((request, response) => answer(hub, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const hub: HubServer = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    mischief: [],
    always: {},
    files,
    sent: {},
    headStatus: null,
    commit: null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return hub;
}

function answer(hub: HubServer, request: IncomingMessage, response: ServerResponse): void {
  const { files, commit } = hub;
  const path = request.url ?? '';
  hub.requests.push([request.method, path, request.headers.range].filter(Boolean).join(' '));
  const found = /^\/lab\/model\/resolve\/(\w+|refs%2Fpr%2F1)\/(.+)$/.exec(path);
  const known = ['main', 'refs%2Fpr%2F1', commit].includes(found?.[1] ?? '');
  const resolve = known ? found : null;
  if (resolve && commit !== null) response.setHeader('x-repo-commit', commit);
  const other = /^\/(?:plain|cdn)\/(.+)$/.exec(path);
  const name = decodeURIComponent(resolve?.[2] ?? other?.[1] ?? '');
  const [, of, folder] = /^\/api\/models\/lab\/model\/tree\/(\w+)(?:\/(\w+))?$/.exec(path) ?? [];
  if (of === 'main' || (of !== undefined && of === commit)) {
    return void response.end(JSON.stringify(listing(files, folder)));
  }
  if (/^\/(api\/models\/)?secret\//.test(path))
    return void response.writeHead(401).end('Invalid username or password.');
  if (request.method === 'HEAD' && hub.headStatus !== null) {
    return void response.writeHead(hub.headStatus).end();
  }
  if (!Object.hasOwn(files, name)) return void response.writeHead(404).end('Entry not found');
  const large = isLarge(name);
  if (resolve && large) {
    response.writeHead(302, {
      location: `${hub.url}/cdn/${encodeURIComponent(name)}`,
      'x-linked-size': files[name].byteLength,
      'x-linked-etag': `"${sha256(files[name])}"`,
      'x-repo-commit': commit ?? 'c0ffee',
      'content-length': 0,
    });
    return void response.end();
  }
  const etag = path.startsWith('/cdn/') ? '"storage-7"' : 'W/"git-1"';
  // How a server calls a version is part of every answer; the rest happens to data.
  const { etag: version, modified } = hub.always;
  const mischief =
    request.method === 'GET' ? (hub.mischief.shift() ?? hub.always) : { etag: version, modified };
  sendFile(hub.sent[name] ?? files[name], etag, mischief, request, response);
}

function isLarge(name: string): boolean {
  return name.endsWith('.safetensors');
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What a hub's API says of a folder of a repository; the top one when left out. */
function listing(files: Readonly<Record<string, Uint8Array>>, folder = ''): object[] {
  const above = folder === '' ? '' : `${folder}/`;
  const inside = Object.entries(files).filter(([path]) => path.startsWith(above));
  const within = (path: string) => path.slice(above.length).split('/');
  const folders = inside.filter(([path]) => within(path).length > 1).map(([path]) => above + within(path)[0]);
  const here = inside.filter(([path]) => within(path).length === 1);
  const entries = here.map(([path, bytes]) => ({
    type: 'file',
    oid: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3',
    size: bytes.byteLength,
    path,
    ...(isLarge(path) && { lfs: { oid: sha256(bytes), size: bytes.byteLength, pointerSize: 135 } }),
  }));
  const oid = 'b6589fc6ab0dc82cf12099d1c2d40ab994e8410c';
  const directories = new Set(folder === '' ? ['onnx', ...folders] : folders);
  return [...[...directories].map((path) => ({ type: 'directory', oid, size: 0, path })), ...entries];
}

function sendFile(
  bytes: Uint8Array,
  etag: string,
  mischief: Mischief,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const size = bytes.byteLength;
  const range = mischief.ignoreRange ? null : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const begin = range ? Number(range[1]) : 0;
  const most = range ? (mischief.mostPerRange ?? size) : size;
  const end = Math.min(size, begin + most, range?.[2] ? Number(range[2]) + 1 : size);
  const tag = mischief.etag === undefined ? etag : mischief.etag;
  const headers: Record<string, string | number> = {
    ...(tag !== null && { etag: tag }),
    'content-type': mischief.contentType ?? 'application/octet-stream',
  };
  if (mischief.modified) headers['last-modified'] = mischief.modified;
  if (mischief.status) {
    if (mischief.retryAfter) headers['retry-after'] = mischief.retryAfter;
    return void response.writeHead(mischief.status, headers).end();
  }
  if (range && begin >= size) {
    return void response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
  }
  const told = mischief.contentRange ?? ((from, last, all) => `bytes ${from}-${last}/${all}`);
  const contentRange = range ? told(begin, end - 1, size) : undefined;
  if (contentRange !== undefined) headers['content-range'] = contentRange;
  if (mischief.truncateTo === undefined) headers['content-length'] = end - begin;
  response.writeHead(range ? 206 : 200, headers);
  if (request.method === 'HEAD') return void response.end();
  const body = bytes.subarray(begin, end);
  if (mischief.truncateTo !== undefined) return void response.end(body.subarray(0, mischief.truncateTo));
  if (mischief.dropAfter !== undefined && mischief.dropAfter < body.byteLength) {
    // Flushed first: otherwise nothing of it would arrive.
    return void response.write(body.subarray(0, mischief.dropAfter), () => {
      setTimeout(() => response.destroy(), 20);
    });
  }
  if (mischief.stallAfter !== undefined) return void response.write(body.subarray(0, mischief.stallAfter));
  response.end(body);
}
