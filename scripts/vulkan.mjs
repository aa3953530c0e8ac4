/**
 * Finds a Vulkan driver that Dawn can open outside a browser: the machine's own GPU, else the SwiftShader that
 * ships with Chromium (whose folder also lends the Vulkan loader where the system has none). Only Linux needs
 * the search; elsewhere Dawn uses Metal or Direct3D. Works without installed packages. Knows nothing of what is
 * then run.
 *
 * @typedef {{ vendor: string, architecture: string, description: string, software: boolean }} Adapter
 * @typedef {{ name: string, env: Record<string, string>, software: boolean }} Candidate
 * `env` is added to the environment of the process that opens Dawn; `software` says that no GPU is expected.
 * @typedef {{ libraries?: string | null, descriptions?: string | null, probe?: string }} Carried
 * What a bundle brings: a folder of libraries that the machine may lack, the loader among them; a folder in which a
 * driver without a description file can be described; and the program that probes a driver.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { ROOT } from './install.mjs';

const ICD_FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];
const LIBRARY_FOLDERS = [
  '/usr/lib',
  '/usr/lib64',
  '/usr/local/lib',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/local/nvidia/lib64',
  '/usr/lib/wsl/lib',
];
// Distributions start Chromium through a script elsewhere, so its libraries are looked for here too.
const CHROMIUM_FOLDERS = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
];
const LOADER = 'libvulkan.so.1';
/** NVIDIA's driver; the second needs no X11. Containers often have it without the file that describes it. */
const UNDESCRIBED = ['libGLX_nvidia.so.0', 'libEGL_nvidia.so.0'];

/**
 * The description file of the SwiftShader that ships with Chromium, or undefined.
 * @param {string | null} chromium its executable, symbolic links resolved
 * @param {(path: string) => boolean} [exists]
 */
export function swiftShaderDescription(chromium, exists = existsSync) {
  return chromiumFolders(chromium)
    .map((folder) => join(folder, 'vk_swiftshader_icd.json'))
    .find((file) => exists(file));
}

/** @param {string | null} chromium */
function chromiumFolders(chromium) {
  return [...(chromium ? [dirname(chromium)] : []), ...CHROMIUM_FOLDERS];
}

/** Opens Dawn in a process of its own, since a Vulkan loader reads its environment once. */
const PROBE = join(ROOT, 'scripts', 'vulkanProbe.mjs');

/**
 * The drivers worth trying, best first.
 * @param {{ env: NodeJS.ProcessEnv, platform: string, chromium: string | null, systemDrivers: readonly string[],
 *   systemLoader: boolean, exists: (path: string) => boolean, libraries?: string | null,
 *   described?: readonly string[] }} machine `libraries`: a folder that is searched where the system lacks something;
 *   `described`: description files made for drivers that have none
 * @returns {Candidate[]}
 */
export function driverCandidates(machine) {
  const { env, platform, chromium, systemDrivers, systemLoader, exists, libraries, described = [] } = machine;
  if (platform !== 'linux') return [{ name: "the system's graphics driver", env: {}, software: true }];
  const asked = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'].find((name) => env[name]);
  const folders = chromiumFolders(chromium);
  const lenders = [...(libraries ? [libraries] : []), ...folders];
  const lender = systemLoader ? undefined : lenders.find((folder) => exists(join(folder, LOADER)));
  const paths = [lender, env.LD_LIBRARY_PATH].filter((path) => path !== undefined && path !== '');
  /** @type {Record<string, string>} */
  const loader = lender ? { LD_LIBRARY_PATH: paths.join(delimiter) } : {};
  // A driver may need libraries that the machine lacks: tried without them first, or they would hide its own.
  const withLibraries = (/** @type {Candidate} */ candidate) => {
    if (!libraries || candidate.env.LD_LIBRARY_PATH?.startsWith(libraries)) return [candidate];
    const path = [libraries, candidate.env.LD_LIBRARY_PATH ?? env.LD_LIBRARY_PATH].filter(Boolean);
    const more = { ...candidate.env, LD_LIBRARY_PATH: path.join(delimiter) };
    return [candidate, { ...candidate, name: `${candidate.name}, with ${libraries}`, env: more }];
  };
  if (asked) return withLibraries({ name: `${asked}=${env[asked]}`, env: loader, software: true });
  /** @type {Candidate[]} */
  const candidates = [];
  if (systemDrivers.length > 0)
    candidates.push(
      ...withLibraries({
        name: `the system's drivers (${systemDrivers.join(', ')})`,
        env: loader,
        software: false,
      }),
    );
  for (const file of described) {
    const own = { ...loader, VK_DRIVER_FILES: file, VK_ICD_FILENAMES: file };
    candidates.push(
      ...withLibraries({ name: `a driver without a file (${file})`, env: own, software: false }),
    );
  }
  const swiftShader = swiftShaderDescription(chromium, exists);
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
 * @param {string} program scripts/vulkanProbe.mjs or its like
 * @returns {{ adapter: Adapter | null, message: string }} `message` says why there is no adapter
 */
function probe(candidate, program) {
  const result = spawnSync(process.execPath, [program], {
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
 * @param {(candidate: Candidate) => { adapter: Adapter | null, message: string }} attempt
 * @returns {{ candidate: Candidate, adapter: Adapter }}
 * @throws when none opens, naming all that was tried
 */
export function pickDriver(candidates, attempt) {
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

/**
 * Finds a driver on this machine; see pickDriver.
 * @param {Carried} [carried]
 */
export async function findDriver({ libraries, descriptions, probe: program = PROBE } = {}) {
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
      libraries,
      described: descriptions && platform === 'linux' ? describe(libraryFolders, descriptions) : [],
    }),
    (candidate) => probe(candidate, program),
  );
}

/**
 * Writes a description file for each driver that lies in a library folder.
 * @param {readonly string[]} libraryFolders
 * @param {string} folder
 */
function describe(libraryFolders, folder) {
  const found = UNDESCRIBED.flatMap((name) => {
    const place = libraryFolders.find((library) => existsSync(join(library, name)));
    return place ? [join(place, name)] : [];
  });
  return found.map((library) => {
    const file = join(folder, `${basename(library)}.json`);
    mkdirSync(folder, { recursive: true });
    const ICD = { library_path: library, api_version: '1.3.0' };
    writeFileSync(file, JSON.stringify({ file_format_version: '1.0.0', ICD }));
    return file;
  });
}
