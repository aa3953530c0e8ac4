/**
 * Finds a Vulkan driver that Dawn can open outside a browser: the machine's own GPU, else the SwiftShader that
 * ships with Chromium (whose folder also lends the Vulkan loader where the system has none). Only Linux needs
 * the search; elsewhere Dawn uses Metal or Direct3D. Knows nothing of what is then run.
 *
 * @typedef {{ vendor: string, architecture: string, description: string, software: boolean }} Adapter
 * @typedef {{ name: string, env: Record<string, string>, software: boolean }} Candidate
 * `env` is added to the environment of the process that opens Dawn; `software` says that no GPU is expected.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { ROOT } from './install.mjs';

const ICD_FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];
const LIBRARY_FOLDERS = [
  '/usr/lib',
  '/usr/lib64',
  '/usr/local/lib',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
];
// Distributions start Chromium through a script elsewhere, so its libraries are looked for here too.
const CHROMIUM_FOLDERS = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
];
const LOADER = 'libvulkan.so.1';

/** Opens Dawn in a process of its own, since a Vulkan loader reads its environment once. */
const PROBE = `
  import { create, globals } from 'webgpu';
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const info = (await gpu.requestAdapter({ powerPreference: 'high-performance' }))?.info;
  console.log(JSON.stringify(info ? {
    vendor: info.vendor, architecture: info.architecture, description: info.description || info.device,
    software: info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(info.architecture + info.description),
  } : null));
  process.exit(0);`;

/**
 * The drivers worth trying, best first.
 * @param {{ env: NodeJS.ProcessEnv, platform: string, chromium: string | null, systemDrivers: readonly string[],
 *   systemLoader: boolean, exists: (path: string) => boolean }} machine
 * @returns {Candidate[]}
 */
export function driverCandidates({ env, platform, chromium, systemDrivers, systemLoader, exists }) {
  if (platform !== 'linux') return [{ name: "the system's graphics driver", env: {}, software: true }];
  const asked = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'].find((name) => env[name]);
  const folders = [...(chromium ? [dirname(chromium)] : []), ...CHROMIUM_FOLDERS];
  const lender = systemLoader ? undefined : folders.find((folder) => exists(join(folder, LOADER)));
  const paths = [lender, env.LD_LIBRARY_PATH].filter((path) => path !== undefined && path !== '');
  /** @type {Record<string, string>} */
  const loader = lender ? { LD_LIBRARY_PATH: paths.join(delimiter) } : {};
  if (asked) return [{ name: `${asked}=${env[asked]}`, env: loader, software: true }];
  /** @type {Candidate[]} */
  const candidates = [];
  if (systemDrivers.length > 0)
    candidates.push({
      name: `the system's drivers (${systemDrivers.join(', ')})`,
      env: loader,
      software: false,
    });
  const swiftShader = folders
    .map((folder) => join(folder, 'vk_swiftshader_icd.json'))
    .find((file) => exists(file));
  if (swiftShader) {
    candidates.push({
      name: `Chromium's SwiftShader (${swiftShader})`,
      // With one driver there is no device to select: Mesa's layer for it would only complain of no desktop.
      env: { ...loader, VK_ICD_FILENAMES: swiftShader, NODEVICE_SELECT: '1' },
      software: true,
    });
  }
  return candidates;
}

/**
 * Tries a driver.
 * @param {Candidate} candidate
 * @returns {{ adapter: Adapter | null, message: string }} `message` says why there is no adapter
 */
function probe(candidate) {
  const result = spawnSync(process.execPath, ['--input-type=module', '--eval', PROBE], {
    cwd: ROOT,
    env: { ...process.env, ...candidate.env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  const answer = result.stdout?.trim().split('\n').at(-1);
  const adapter = result.status === 0 && answer ? JSON.parse(answer) : null;
  return { adapter, message: result.stderr?.trim().split('\n')[0] || `exit code ${result.status}` };
}

/**
 * Picks the first driver that opens: a GPU if there is one, else software.
 * @param {readonly Candidate[]} candidates
 * @param {(candidate: Candidate) => { adapter: Adapter | null, message: string }} [attempt]
 * @returns {{ candidate: Candidate, adapter: Adapter }}
 * @throws when none opens, naming all that was tried
 */
export function pickDriver(candidates, attempt = probe) {
  const tried = [];
  let lastResort = null;
  for (const candidate of candidates) {
    const { adapter, message } = attempt(candidate);
    if (adapter && (candidate.software || !adapter.software)) return { candidate, adapter };
    // A system without a GPU may bring a software driver of its own: better than none.
    if (adapter) lastResort ??= { candidate, adapter };
    else tried.push(`  ${candidate.name}: ${message}`);
  }
  if (lastResort) return lastResort;
  throw new Error(
    [
      'No Vulkan driver opens outside the browser. Tried:',
      ...(tried.length > 0 ? tried : ['  nothing: no driver was found']),
      `Drivers are looked for in ${ICD_FOLDERS.join(', ')} and beside Chromium (CHROME_PATH, PATH, ${CHROMIUM_FOLDERS.join(', ')}).`,
      'Install a GPU driver with Vulkan, or Chromium (npm test installs one), or set VK_ICD_FILENAMES to a driver file.',
    ].join('\n'),
  );
}

/** Finds a driver on this machine; see pickDriver. */
export async function findDriver() {
  const { env, platform } = process;
  const chromium = await findChromium();
  const libraryFolders = [
    ...LIBRARY_FOLDERS,
    ...(env.LD_LIBRARY_PATH ?? '').split(delimiter).filter(Boolean),
  ];
  const systemDrivers = ICD_FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => join(folder, file)),
  );
  return pickDriver(
    driverCandidates({
      env,
      platform,
      chromium: chromium && realpathSync(chromium),
      systemDrivers,
      systemLoader: libraryFolders.some((folder) => existsSync(join(folder, LOADER))),
      exists: existsSync,
    }),
  );
}
