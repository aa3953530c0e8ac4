/**
 * Makes the folder that checks a GPU on a machine with Node and nothing else: the stages of bench/check and the GPU
 * tests as ready modules, Dawn for this kind of machine, models and fixtures. Knows what goes into it; runs nothing.
 */
import { execFileSync } from 'node:child_process';
import { constants, brotliCompressSync } from 'node:zlib';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from './install.mjs';
import { leanShaders } from './leanShaders.mjs';

/** What only a browser has, as tests that need it name it: an address, workers, its file system and caches, blobs with addresses. */
const BROWSER =
  /window\.location|keepsItsPromises|labClient|opfsStorage|new Worker\(|\.worker\.ts'|workers\/client\.ts'|navigator\.storage|vitest\/browser|\bcaches\.|classifierHub|createObjectURL|not served/;

const ENTRIES = {
  'gpu-check': 'bench/check/main.ts',
  stage: 'bench/check/stage.ts',
  tests: 'bench/check/tests/main.ts',
  vulkanProbe: 'scripts/vulkanProbe.mjs',
  runModule: 'scripts/runModule.mjs',
};
/** The benchmark's pages, with the other libraries' or without. */
const PAGES = { peers: 'bench/peers/nodePage.ts', pages: 'bench/nodePage.ts' };

const SCRIPTS = ['torch_steps.py', 'trl_ppo.py'];

const README = `Checks and measures Nudge's engine on this machine's GPU. Needs Node 20.19 or newer and a driver:

    node gpu-check.mjs --out results

--help lists the options. Results: results/report.md, and a JSON file for each stage.
`;

/**
 * @param {string} folder is made anew
 * @param {{ lean: boolean, packed: boolean, peers: boolean, libraries: readonly string[], wheels: string | null }} options
 *   `lean`: without models and fixtures, for a folder inside a checkout; `packed`: Dawn is compressed, to be carried;
 *   `peers`: with the other libraries, which must be installed; `wheels`: a folder of Python's packages
 */
export async function makeCheckBundle(folder, { lean, packed, peers, libraries, wheels }) {
  // Only what a bundle was: a slip of the hand must not cost a folder of somebody's.
  if (existsSync(folder) && !existsSync(join(folder, 'manifest.json')) && readdirSync(folder).length > 0) {
    throw new Error(`${folder} is not empty and no earlier bundle. Choose another folder.`);
  }
  const carriedWheels = wheels === null ? [] : wheelsIn(wheels);
  rmSync(folder, { recursive: true, force: true });
  const pages = peers ? { peers: PAGES.peers } : { pages: PAGES.pages };
  const entries = Object.entries({ ...ENTRIES, ...pages });
  const { build } = await import('vite');
  await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [leanShaders(), gpuTests(), fixturesBeside()],
    resolve: { alias: { vitest: join(ROOT, 'bench/check/tests/vitest.ts') } },
    ssr: { noExternal: true, external: ['playwright'] },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(entries.map(([name, file]) => [name, join(ROOT, file)])),
        // All in one folder: the webgpu package finds Dawn from where its code lies.
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  addDawn(folder, packed);
  for (const script of SCRIPTS) copyFileSync(join(ROOT, 'bench/check', script), join(folder, script));
  writeFileSync(join(folder, 'README.md'), README);
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify({ commit: commit() })}\n`);
  if (libraries.length > 0) mkdirSync(join(folder, 'lib'));
  for (const file of libraries) copyFileSync(realpathSync(file), join(folder, 'lib', basename(file)));
  if (carriedWheels.length > 0) mkdirSync(join(folder, 'wheels'));
  for (const file of carriedWheels) copyFileSync(file, join(folder, 'wheels', basename(file)));
  if (lean) return;
  cpSync(join(ROOT, 'public/models'), join(folder, 'models'), { recursive: true });
  cpSync(join(ROOT, 'tests/fixtures'), join(folder, 'fixtures'), { recursive: true });
}

/** @param {string} folder */
function wheelsIn(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.whl'));
  if (files.length === 0) throw new Error(`${folder} has no wheels (files that end with .whl).`);
  return files.map((name) => join(folder, name));
}

/** @param {string} folder @param {boolean} packed */
function addDawn(folder, packed) {
  const platform = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;
  const source = join(ROOT, 'node_modules/webgpu/dist', platform);
  const target = join(folder, 'dist', platform);
  if (!packed) {
    cpSync(source, target, { recursive: true });
    return;
  }
  // Windows needs its compilers beside it.
  for (const file of readdirSync(source).filter((name) => name.endsWith('.dll'))) {
    mkdirSync(target, { recursive: true });
    copyFileSync(join(source, file), join(target, file));
  }
  const dawn = readFileSync(join(source, 'dawn.node'));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 5,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: dawn.length,
  };
  writeFileSync(join(folder, `dawn-${platform}.br`), brotliCompressSync(dawn, { params }));
}

/** The commit, with a mark when files differ from it; empty outside of a checkout. */
function commit() {
  try {
    const git = (/** @type {string[]} */ ...args) =>
      execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', 'src', 'bench') ? ' +' : '');
  } catch {
    return '';
  }
}

/**
 * The module virtual:gpu-tests: see bench/check/tests/virtual.d.ts.
 * @returns {import('vite').Plugin}
 */
function gpuTests() {
  const name = 'virtual:gpu-tests';
  return {
    name: 'gpu-tests',
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load(id) {
      if (id !== `\0${name}`) return null;
      const files = readdirSync(join(ROOT, 'tests'), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.gpu.test.ts'))
        .map((file) => `tests/${file.replaceAll('\\', '/')}`)
        .toSorted();
      const needsBrowser = (/** @type {string} */ file) =>
        BROWSER.test(readFileSync(join(ROOT, file), 'utf8'));
      const entries = files
        .filter((file) => !needsBrowser(file))
        .map((file) => `${JSON.stringify(file)}: () => import(${JSON.stringify(join(ROOT, file))})`);
      return [
        `export const TEST_FILES = {${entries.join(',\n')}};`,
        `export const BROWSER_ONLY = ${JSON.stringify(files.filter(needsBrowser))};`,
      ].join('\n');
    },
  };
}

/**
 * Lets tests/fixtures/load.ts look where bench/check/tests/main.ts says, not beside its own text.
 * @returns {import('vite').Plugin}
 */
function fixturesBeside() {
  return {
    name: 'fixtures-beside',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('tests/fixtures/load.ts')) return null;
      const moved = code.replace('const here = import.meta.url;', 'const here = globalThis.nudgeFixtures;');
      if (moved === code) throw new Error('tests/fixtures/load.ts no longer says where it is.');
      return moved;
    },
  };
}
