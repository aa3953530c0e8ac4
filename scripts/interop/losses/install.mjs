/** Puts the libraries of libraries.txt in a folder of their own. Knows pip; not what is computed with them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const WANTED = join(import.meta.dirname, 'libraries.txt');

/**
 * The folder with the pinned libraries, installed unless an earlier run has.
 * @param {string} python the interpreter that will import them
 * @param {string} cache the folder to make it in
 * @returns {string}
 * @throws Error where neither the interpreter's pip nor the machine's can install
 */
export function ensureLibraries(python, cache) {
  const folder = join(cache, 'libraries');
  const stamp = join(folder, 'installed.txt');
  const wanted = readFileSync(WANTED, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return folder;
  console.log('Installing the libraries whose losses are computed ...');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const options = ['--disable-pip-version-check', '--quiet', '--no-deps', '--target', folder];
  const own = spawnSync(python, ['-m', 'pip', '--version'], { stdio: 'ignore' }).status === 0;
  // An environment made without pip (Debian keeps it in python3-venv) is installed into by the machine's.
  const [program, start] = own ? [python, []] : ['python3', ['--python', python]];
  const args = ['-m', 'pip', ...start, 'install', ...options, '-r', WANTED];
  const result = spawnSync(program, args, { stdio: 'inherit' });
  if (result.error) throw result.error;
  if (result.status !== 0) {
    throw new Error(`${program} ${args.join(' ')} failed with exit code ${result.status}.`);
  }
  writeFileSync(stamp, wanted);
  return folder;
}
