/**
 * Finds a Firefox (FIREFOX_PATH, then known names) and a software Vulkan driver for it (Mesa's lavapipe), and installs
 * Debian's packages of both where they are missing and we may. Says how it must be started for WebGPU. Knows nothing
 * of tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from './install.mjs';

const NAMES = ['firefox-esr', 'firefox'];
const APPLICATIONS = [
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];
const DRIVER_FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];
const PACKAGES = ['firefox-esr', 'mesa-vulkan-drivers', 'libvulkan1'];

/** What a person sets in about:config to have WebGPU on Linux, and what keeps a test off the network. */
export const FIREFOX_PREFERENCES = {
  'dom.webgpu.enabled': true,
  'gfx.webgpu.ignore-blocklist': true,
  'app.normandy.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'http://127.0.0.1:1/',
  'toolkit.telemetry.enabled': false,
};

/**
 * Path of a Firefox executable, or null.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | null}
 */
export function findFirefox(env = process.env) {
  if (env.FIREFOX_PATH) {
    if (!existsSync(env.FIREFOX_PATH))
      throw new Error(`FIREFOX_PATH is ${env.FIREFOX_PATH}, which does not exist.`);
    return env.FIREFOX_PATH;
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = [
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...APPLICATIONS,
  ];
  return candidates.find((path) => existsSync(path) && statSync(path).isFile()) ?? null;
}

/**
 * The environment in which Firefox finds a driver: lavapipe's on Linux, so that every machine tests the same, unless
 * the caller's environment names one; null where there is none.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} platform
 * @param {readonly string[]} folders
 * @returns {Record<string, string> | null}
 */
export function driverEnvironment(env = process.env, platform = process.platform, folders = DRIVER_FOLDERS) {
  if (platform !== 'linux' || env.VK_DRIVER_FILES || env.VK_ICD_FILENAMES) return {};
  const files = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  const driver = files.find((file) => /lvp_icd[^/]*\.json$/.test(file));
  return driver ? { VK_ICD_FILENAMES: driver, NODEVICE_SELECT: '1' } : null;
}

/**
 * A Firefox that starts and a driver for it, installing them first where they are missing.
 * @returns {{ path: string, env: Record<string, string> }}
 */
export function ensureFirefox() {
  if (!findFirefox() || !driverEnvironment()) {
    console.log(`No Firefox, or no software Vulkan driver for it: installing ${PACKAGES.join(', ')} ...`);
    installFirefox();
  }
  const path = findFirefox();
  const env = driverEnvironment();
  if (!path || !env) {
    throw new Error(
      `${path ? 'No software Vulkan driver (lavapipe)' : 'No Firefox'} found and none could be installed. Install ${PACKAGES.join(', ')} or their like, or set FIREFOX_PATH to Firefox's executable and VK_ICD_FILENAMES to a driver file.`,
    );
  }
  const started = spawnSync(path, ['--version'], { encoding: 'utf8' });
  if (started.status !== 0) {
    const reason = started.error?.message || started.stderr?.trim() || `exit code ${started.status}`;
    throw new Error(`${path} does not start (${reason}). Set FIREFOX_PATH to a Firefox that does.`);
  }
  return { path, env };
}

function installFirefox() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const apt = (/** @type {string[]} */ ...args) =>
    spawnSync('apt-get', args, { cwd: ROOT, stdio: 'inherit' });
  apt('update');
  apt('install', '-y', ...PACKAGES);
}
