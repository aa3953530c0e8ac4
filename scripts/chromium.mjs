/**
 * Finds a Chromium (CHROME_PATH, then known names, then Playwright's own download) and installs one where
 * none is found. Knows nothing of tests. Playwright is asked where it is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from './install.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Switches that give headless Chromium a WebGPU device without a GPU, and keep it off the network. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Path of a Chromium executable, or null.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | null>}
 */
export async function findChromium(env = process.env) {
  if (env.CHROME_PATH) {
    if (!existsSync(env.CHROME_PATH))
      throw new Error(`CHROME_PATH is ${env.CHROME_PATH}, which does not exist.`);
    return env.CHROME_PATH;
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const named = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  // Not there where a bundle runs on its own.
  const playwright = await import('playwright').catch(() => null);
  const downloaded = playwright ? [playwright.chromium.executablePath()] : [];
  const candidates = [...named, ...APPLICATIONS, ...downloaded];
  return candidates.find((path) => path && existsSync(path) && statSync(path).isFile()) ?? null;
}

/**
 * Path of a Chromium that starts, installing one first where none is found.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  let path = await findChromium();
  if (!path) {
    console.log('No Chromium found: installing one ...');
    installChromium();
    path = await findChromium();
  }
  if (!path) {
    throw new Error(
      'No Chromium found and none could be installed. Install Chromium or Chrome and set CHROME_PATH to its executable.',
    );
  }
  // Chrome for Windows opens a window instead of printing a version.
  if (process.platform !== 'win32') {
    const started = spawnSync(path, ['--version'], { encoding: 'utf8' });
    if (started.status !== 0) {
      const reason = started.error?.message || started.stderr?.trim() || `exit code ${started.status}`;
      throw new Error(`${path} does not start (${reason}). Set CHROME_PATH to a Chromium that does.`);
    }
  }
  return path;
}

/** Debian's package where we may install one (it brings its libraries), else Playwright's download. */
function installChromium() {
  const run = (/** @type {string} */ command, /** @type {string[]} */ args) =>
    spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' }).status ===
    0;
  const mayUseApt = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (mayUseApt && run('apt-get', ['update']) && run('apt-get', ['install', '-y', 'chromium'])) return;
  run('npx', ['playwright', 'install', 'chromium']);
}
