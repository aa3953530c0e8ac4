/**
 * Installs the npm packages when they are missing or older than package-lock.json, and runs npm itself.
 * Imports only what Node ships, because it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the checkout. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const OLDEST_NODE = [20, 19];

/** Ends the process when this Node is too old to run the build, saying so. */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new Error(`Nudge needs Node ${OLDEST_NODE.join('.')} or newer; this is ${version}.`);
}

/**
 * How npm is called: under `npm run` the running npm names itself, and its script path needs no shell, on Windows either.
 * @param {readonly string[]} args
 * @returns {{ command: string, args: readonly string[], shell: boolean }}
 */
export function npmCommand(args) {
  const script = process.env.npm_execpath;
  return script && /\.c?js$/.test(script)
    ? { command: process.execPath, args: [script, ...args], shell: false }
    : { command: 'npm', args, shell: process.platform === 'win32' };
}

/**
 * Runs npm with its output on this terminal.
 * @param {readonly string[]} args
 * @returns {number} the exit code
 */
export function npm(args) {
  const { command, args: all, shell } = npmCommand(args);
  const result = spawnSync(command, all, { cwd: ROOT, stdio: 'inherit', shell });
  if (result.error) throw result.error;
  return result.status ?? 1;
}

/** What an installation depends on: the locked packages and, for native ones, the platform. */
export function installStamp(root = ROOT) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
}

/** True when node_modules holds what package-lock.json asks for. */
export function isInstalled(root = ROOT) {
  const file = join(root, 'node_modules', '.nudge-stamp');
  return existsSync(file) && readFileSync(file, 'utf8') === installStamp(root);
}

/** Runs `npm ci` unless the installation is up to date; throws when it fails. */
export function ensureInstalled() {
  checkNode();
  if (isInstalled()) return;
  console.log('Installing packages (npm ci) ...');
  // Named, because NODE_ENV=production would otherwise leave out the build tools.
  const status = npm(['ci', '--include=dev', '--no-audit', '--no-fund']);
  if (status !== 0) throw new Error(`npm ci failed with exit code ${status}.`);
  writeFileSync(join(ROOT, 'node_modules', '.nudge-stamp'), installStamp());
}

/** Installs the libraries to measure against, as bench/package-lock.json names them. */
export function ensurePeers() {
  const bench = join(ROOT, 'bench');
  if (isInstalled(bench)) return;
  console.log('Installing the libraries to measure against (bench/node_modules) ...');
  const status = npm(['ci', '--prefix', bench, '--no-audit', '--no-fund', '--ignore-scripts']);
  if (status !== 0) throw new Error(`npm ci in bench failed with exit code ${status}.`);
  if (!existsSync(join(bench, 'node_modules'))) throw new Error('npm ci left no bench/node_modules.');
  writeFileSync(join(bench, 'node_modules', '.nudge-stamp'), installStamp(bench));
}
