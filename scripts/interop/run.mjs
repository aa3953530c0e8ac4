/**
 * `npm run test:interop`: exports models from the engine, loads them with transformers in Python, compares numbers,
 * and loads back what was trained and saved there.
 * Makes a virtual environment below .cache and installs scripts/interop/requirements.txt there; with
 * `--python FILE` or NUDGE_PYTHON it uses that interpreter as it is. Nothing else of this project needs Python.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from '../chromium.mjs';
import { startOnDawn } from '../dawn.mjs';
import { ensureInstalled, ROOT } from '../install.mjs';
import { parseOptions } from './options.mjs';

const HERE = join(ROOT, 'scripts', 'interop');
const CACHE = join(ROOT, '.cache', 'interop');
/** PyTorch's own index: its wheels come without CUDA, a tenth of the size of the public ones. */
const TORCH_INDEX = 'https://download.pytorch.org/whl/cpu';

/**
 * Runs a program with its output on this terminal.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {number} the exit code
 */
function execute(program, args) {
  // Nothing is fetched while models load: what they need is in the export.
  const env = { ...process.env, HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' };
  const result = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', env });
  if (result.error) throw result.error;
  return result.status ?? 1;
}

/** An interpreter with the pinned packages, installed unless an earlier run has. */
function ensurePython() {
  const venv = join(CACHE, 'venv');
  const python =
    process.platform === 'win32' ? join(venv, 'Scripts', 'python.exe') : join(venv, 'bin', 'python');
  const file = join(HERE, 'requirements.txt');
  const wanted = readFileSync(file, 'utf8');
  const stamp = join(venv, 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  console.log('Installing Python packages for the interop checks ...');
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  const base = process.platform === 'win32' ? 'python' : 'python3';
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet'];
  const torch = wanted.split('\n').find((line) => line.startsWith('torch==')) ?? 'torch';
  // By itself, so that no other package is looked for there; an index out of reach costs one try.
  const small = ['--no-deps', '--retries', '0', '--extra-index-url', TORCH_INDEX, torch];
  /** @type {readonly (readonly [string, readonly string[]])[]} */
  const steps = [
    [base, ['-m', 'venv', venv]],
    [python, [...pip, ...small]],
    [python, [...pip, '-r', file]],
  ];
  for (const [program, args] of steps) {
    const code = execute(program, args);
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed with exit code ${code}.`);
  }
  writeFileSync(stamp, wanted);
  return python;
}

/**
 * Runs a module of this folder in Node on Dawn.
 * @param {string} module
 * @param {string} folder
 * @returns {Promise<number>} its exit code
 */
async function onDawn(module, folder) {
  const child = await startOnDawn(`scripts/interop/${module}`, [folder]);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

async function main() {
  const options = parseOptions(process.argv.slice(2), process.env);
  ensureInstalled();
  process.env.CHROME_PATH = await ensureChromium();
  const python = options.python ?? ensurePython();
  const folder = join(CACHE, 'exports');
  rmSync(folder, { recursive: true, force: true });
  const exported = await onDawn('export.ts', folder);
  if (exported !== 0) throw new Error(`The export failed with exit code ${exported}.`);
  const checked = execute(python, [join(HERE, 'check.py'), folder]);
  if (checked !== 0) throw new Error(`The check in Python failed with exit code ${checked}.`);
  return onDawn('back.ts', folder);
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
