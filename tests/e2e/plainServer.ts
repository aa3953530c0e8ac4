/**
 * A server of files that does no more than `python -m http.server`: types by the name's end as Python has them, no
 * page in place of what is missing, no ranges, no header of ours unless a test asks for a policy.
 */
import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Of Python's `mimetypes`; of anything else it says `application/octet-stream`. */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
};

/** Where browsers send what a policy has stopped. */
const REPORTS = '/violations';

export interface PlainServerOptions {
  /** Path that the folder is served below; begins and ends with a slash. */
  readonly path?: string;
  /** A `Content-Security-Policy` for every answer, those to workers' scripts among them. */
  readonly policy?: string;
  /** Gives out the page's service worker. Without it an empty one, so that every request still comes here. */
  readonly offline?: boolean;
  /** Sends all files compressed, without their length, as servers do that compress on the way; but for parts of one. */
  readonly compressed?: boolean;
}

export interface PlainServer {
  readonly url: string;
  /** What browsers say the policy has stopped, one line each. */
  readonly violations: readonly string[];
  /** All paths asked for, in order. */
  readonly asked: readonly string[];
  /** Paths asked for and not found. */
  readonly missing: readonly string[];
  close(): Promise<void>;
}

/** Serves a folder on a free port of this machine. */
export async function servePlainly(
  folder: string,
  { path = '/', policy, offline = false, compressed = false }: PlainServerOptions = {},
): Promise<PlainServer> {
  const violations: string[] = [];
  const missing: string[] = [];
  const all: string[] = [];
  const headers = policy ? { 'Content-Security-Policy': `${policy}; report-uri ${REPORTS}` } : {};
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const asked = decodeURIComponent(pathname);
    all.push(asked);
    if (request.method === 'POST' && asked === REPORTS) {
      violations.push(await reported(request));
      response.writeHead(204).end();
      return;
    }
    if (`${asked}/` === path) {
      response.writeHead(301, { Location: path }).end();
      return;
    }
    const inside = asked.startsWith(path) ? asked.slice(path.length) : null;
    const name = inside === null ? null : normalize(inside === '' ? 'index.html' : inside);
    const file = name === null || name.startsWith('..') ? null : join(folder, name);
    const found = file === null ? null : await stat(file).catch(() => null);
    if (file === null || !found?.isFile()) {
      missing.push(asked);
      response.writeHead(404, { ...headers, 'Content-Type': 'text/html;charset=utf-8' }).end('<h1>404</h1>');
      return;
    }
    if (compressed && request.headers.range === undefined) {
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, { ...headers, 'Content-Type': type, 'Content-Encoding': 'gzip' });
      response.end(gzipSync(await readFile(file)));
      return;
    }
    response.writeHead(200, {
      ...headers,
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
      'Content-Length': name === 'sw.js' && !offline ? 0 : found.size,
      'Last-Modified': found.mtime.toUTCString(),
    });
    if (request.method === 'HEAD') response.end();
    else response.end(name === 'sw.js' && !offline ? '' : await readFile(file));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}${path}`,
    violations,
    asked: all,
    missing,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function reported(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { 'csp-report': report } = JSON.parse(Buffer.concat(chunks).toString()) as {
    'csp-report': Readonly<Record<string, unknown>>;
  };
  const { 'violated-directive': directive, 'blocked-uri': blocked, 'document-uri': document } = report;
  return `${String(directive)}: ${String(blocked)} in ${String(document)}`;
}
