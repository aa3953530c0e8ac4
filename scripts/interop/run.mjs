/**
 * `npm run test:interop`: exports models from the engine, loads them with transformers and peft in Python, compares
 * numbers; exports a bundle for a cluster, reads its data, runs each engine's argument parser on its scripts and
 * trains a step with TRL; and loads back what was trained and saved there.
 * Makes a virtual environment below .cache and installs requirements.txt and engines.txt there, once; with
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
/** What is installed, and with what arguments: the engines without the GPU stack that they depend on. */
const INSTALLS = [
  { file: 'requirements.txt', options: [] },
  { file: 'engines.txt', options: ['--no-deps'] },
];

/**
 * Runs a program with its output on this terminal.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {number} the exit code
 */
function execute(program, args) {
  const env = {
    ...process.env,
    // Nothing is fetched while models load: what they need is in the export.
    HF_HUB_OFFLINE: '1',
    HF_HOME: join(CACHE, 'home'),
    TOKENIZERS_PARALLELISM: 'false',
    TRL_EXPERIMENTAL_SILENCE: '1',
    PYTHONWARNINGS: 'ignore',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const result = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', env });
  if (result.error) throw result.error;
  return result.status ?? 1;
}

/** @type {(program: string, args: readonly string[]) => void} */
function insist(program, args) {
  const code = execute(program, args);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed with exit code ${code}.`);
}

/** An interpreter with the pinned packages, installed unless an earlier run has. */
function ensurePython() {
  const venv = join(CACHE, 'venv');
  const windows = process.platform === 'win32';
  const python = windows ? join(venv, 'Scripts', 'python.exe') : join(venv, 'bin', 'python');
  const wanted = INSTALLS.map(({ file }) => readFileSync(join(HERE, file), 'utf8')).join('');
  const stamp = join(venv, 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  console.log('Installing Python packages for the interop checks ...');
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  const base = windows ? 'python' : 'python3';
  let pip = [python, '-m', 'pip'];
  if (execute(base, ['-m', 'venv', venv]) !== 0) {
    // Without Python's own pip (Debian keeps it in python3-venv) the machine's installs into the environment.
    insist(base, ['-m', 'venv', '--clear', '--without-pip', venv]);
    pip = [base, '-m', 'pip', '--python', python];
  }
  for (const { file, options } of INSTALLS) {
    const [program, ...start] = pip;
    const quiet = ['--disable-pip-version-check', '--quiet'];
    insist(program, [...start, 'install', ...quiet, ...options, '-r', join(HERE, file)]);
  }
  writeFileSync(stamp, wanted);
  return python;
}

/**
 * Runs a module of this folder in Node on Dawn.
 * @param {string} module
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code
 */
async function onDawn(module, args) {
  const child = await startOnDawn(`scripts/interop/${module}`, args);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

/**
 * The stages, in order. A later one runs although an earlier one failed, so that one run tells everything.
 * @param {string} python
 * @returns {readonly (readonly [string, () => number | Promise<number>])[]}
 */
function stages(python) {
  const [exports, bundles] = [join(CACHE, 'exports'), join(CACHE, 'bundles')];
  for (const folder of [exports, bundles]) rmSync(folder, { recursive: true, force: true });
  /** @type {(script: string, folder: string) => () => number} */
  const check = (script, folder) => () => execute(python, [join(HERE, script), folder]);
  return [
    ['export of models', () => onDawn('export.ts', [exports])],
    ['export of bundles', () => onDawn('bundle.ts', [bundles])],
    ['models in transformers and peft', check('check.py', exports)],
    ["launch scripts in the engines' parsers", check('engines.py', bundles)],
    ['bundles in datasets and TRL', check('bundle.py', bundles)],
    ['the way back', () => onDawn('back.ts', [exports, bundles])],
  ];
}

async function main() {
  const options = parseOptions(process.argv.slice(2), process.env);
  ensureInstalled();
  process.env.CHROME_PATH = await ensureChromium();
  const python = options.python ?? ensurePython();
  const failed = [];
  for (const [name, run] of stages(python)) {
    console.log(`\n${name}`);
    const start = performance.now();
    const code = await run();
    console.log(
      `${name}: ${code === 0 ? 'ok' : 'failed'} in ${((performance.now() - start) / 1000).toFixed(1)} s`,
    );
    if (code !== 0) failed.push(name);
  }
  console.log(failed.length === 0 ? '\nInterop holds.' : `\nInterop fails: ${failed.join('; ')}.`);
  return failed.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
