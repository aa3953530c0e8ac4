/**
 * `npm start`: installs what is missing, builds when sources changed, serves on localhost, prints the address
 * and opens it where there is a desktop. Options after `--`: `--host [ADDRESS]`, `--port N`, `--no-open`.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureInstalled, ROOT } from './install.mjs';

const SOURCES = [
  'index.html',
  'package-lock.json',
  'public',
  'scripts/contentPolicy.mjs',
  'scripts/leanDeclarations.mjs',
  'scripts/leanShaders.mjs',
  'scripts/previewCard.mjs',
  'scripts/offline',
  'src',
  'tsconfig.json',
  'vite.config.ts',
];
const STAMP = join(ROOT, '.cache', 'build-stamp');

/**
 * Hash of every file that the build reads.
 * @param {string} root
 * @param {readonly string[]} sources files and folders under `root`; missing ones count as empty
 */
export function sourceStamp(root = ROOT, sources = SOURCES) {
  const hash = createHash('sha256');
  const visit = (/** @type {string} */ path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) visit(`${path}/${name}`);
    } else {
      const content = readFileSync(full);
      hash.update(`${path}\0${content.length}\0`).update(content);
    }
  };
  sources.forEach(visit);
  return hash.digest('hex');
}

/**
 * @typedef {{ host: string | true | undefined, port: number, open: boolean }} StartOptions
 * `host` true listens on every address; undefined on localhost only.
 * @param {readonly string[]} args
 * @returns {StartOptions}
 */
export function parseStartOptions(args) {
  /** @type {StartOptions} */
  const options = { host: undefined, port: 5173, open: true };
  for (let i = 0; i < args.length; i++) {
    const next = args[i + 1];
    if (args[i] === '--host') options.host = next && !next.startsWith('--') ? args[++i] : true;
    else if (args[i] === '--no-open') options.open = false;
    else if (args[i] === '--port' && /^\d+$/.test(next ?? '')) options.port = Number(args[++i]);
    else throw new Error(`Unknown option ${args[i]}. Options are --host [ADDRESS], --port N and --no-open.`);
  }
  return options;
}

/**
 * The command that opens an address, or null where there is no desktop to open it on.
 * @param {string} platform
 * @param {NodeJS.ProcessEnv} env
 * @returns {readonly string[] | null}
 */
export function openCommand(platform, env) {
  if (env.CI) return null;
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['cmd', '/c', 'start', ''];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : null;
}

/** Builds unless dist/ was built from exactly these sources. */
async function ensureBuilt() {
  const stamp = sourceStamp();
  const current = existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp;
  if (current && existsSync(join(ROOT, 'dist', 'index.html'))) return;
  console.log('Building ...');
  const { build } = await import('vite');
  await build({ root: ROOT, logLevel: 'warn' });
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, stamp);
}

/** @param {string} url */
function openPage(url) {
  const command = openCommand(process.platform, process.env);
  if (!command) return;
  const child = spawn(command[0], [...command.slice(1), url], { stdio: 'ignore', detached: true });
  // The address is printed anyway, so a desktop that cannot open it is no failure.
  child.on('error', () => {});
  child.unref();
}

async function main() {
  const options = parseStartOptions(process.argv.slice(2));
  ensureInstalled();
  await ensureBuilt();
  const { preview } = await import('vite');
  const server = await preview({
    root: ROOT,
    logLevel: 'warn',
    preview: { host: options.host ?? '127.0.0.1', port: options.port, strictPort: false, open: false },
  });
  const address = server.httpServer.address();
  const port = address && typeof address === 'object' ? address.port : options.port;
  const url = `http://localhost:${port}/`;
  console.log(`Nudge is at ${url}`);
  for (const other of server.resolvedUrls?.network ?? []) console.log(`            and ${other}`);
  if (options.open) openPage(url);
  const stop = () => {
    server.httpServer.close();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

// Imported by its test, run by npm.
if (process.argv[1] && import.meta.filename === process.argv[1]) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
