/**
 * A hub with classifiers for browser tests: the paths and redirects of the real one, on another origin than the
 * page. Each repository of `lab` is the tiny classifier with something wrong; `lab/sentiment` is whole.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    classifierHub: string;
  }
}

/** What has been sent cut off once, and is whole from then on. */
const mended = new Set<string>();

type Files = Map<string, Uint8Array>;

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'tiny-classifier');

export interface ClassifierHub {
  readonly url: string;
  /** Paths asked for, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Starts the hub on a free port of this machine. */
export async function startClassifierHub(): Promise<ClassifierHub> {
  const repositories = makeRepositories();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(repositories, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** For a project of tests that run in a browser: they get the address by `inject('classifierHub')`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const hub = await startClassifierHub();
  project.provide('classifierHub', hub.url);
  return () => hub.close();
}

function makeRepositories(): ReadonlyMap<string, Files> {
  const whole = readFolder(FOLDER);
  const config = JSON.parse(new TextDecoder().decode(whole.get('config.json'))) as Record<string, unknown>;
  const changed = (change: (files: Files) => void): Files => {
    const files = new Map(whole);
    change(files);
    return files;
  };
  const configured = (change: object) =>
    changed((files) => files.set('config.json', encode(JSON.stringify({ ...config, ...change }))));
  const model = whole.get('onnx/model.onnx')!;
  return new Map([
    ['sentiment', whole],
    ['flat', changed((files) => files.set('model.onnx', model) && files.delete('onnx/model.onnx'))],
    ['no-onnx', changed((files) => files.delete('onnx/model.onnx'))],
    ['no-tokenizer', changed((files) => files.delete('tokenizer.json'))],
    ['cut-off', changed((files) => files.set('onnx/model.onnx', model.subarray(0, 50_000)))],
    ['dropped', whole],
    ['mended', whole],
    ['causal', configured({ architectures: ['GPT2LMHeadModel'], model_type: 'gpt2' })],
    ['unknown', configured({ model_type: 'nonesuch' })],
    ['three', configured({ id2label: { 0: 'a', 1: 'b', 2: 'c' } })],
    ['no-json', changed((files) => files.set('config.json', encode('<html>')))],
  ]);
}

function answer(
  repositories: ReadonlyMap<string, Files>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-allow-headers', '*');
  const path = request.url ?? '';
  if (request.method === 'OPTIONS') return void response.writeHead(204).end();
  if (path.startsWith('/secret/')) return void response.writeHead(401).end('Invalid username or password.');
  const [, cdn, name, file] = /^\/(?:(cdn)|lab)\/([\w-]+)\/(?:resolve\/main\/)?(.+)$/.exec(path) ?? [];
  if (name === 'silent') return;
  const bytes = repositories.get(name)?.get(file);
  const large = file?.endsWith('.onnx') ?? false;
  if (!bytes) return void response.writeHead(404).end('Entry not found');
  // Large files lie elsewhere.
  if (!cdn && large) return void response.writeHead(302, { location: `/cdn/${name}/${file}` }).end();
  // The library asks for one byte first, to learn the size.
  const wanted = request.method === 'GET' && !request.headers.range;
  if (name === 'mended' && large && wanted && !mended.has(path)) {
    mended.add(path);
    return void response.end(bytes.subarray(0, 50_000));
  }
  response.writeHead(200, { 'content-length': bytes.byteLength });
  if (name === 'dropped' && large && wanted) {
    return void response.write(bytes.subarray(0, 50_000), () => setTimeout(() => response.destroy(), 50));
  }
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function readFolder(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files: Files = new Map();
  for (const name of names.map((found) => found.replaceAll('\\', '/'))) {
    if (/\.\w+$/.test(name)) files.set(name, readFileSync(join(folder, name)));
  }
  return files;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
