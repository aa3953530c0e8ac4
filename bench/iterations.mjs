/**
 * `node bench/iterations.mjs BEFORE AFTER [ITERATIONS] [-- OPTIONS]`: is a PPO iteration slower than before? Runs the headless
 * command of two checkouts (folders with node_modules) with the same seed, side by side, and lets one iteration of one pass,
 * then one of the other, the one that waits being stopped: whatever else the machine does, it does to both. Prints each pair
 * and the ratio AFTER ÷ BEFORE, median and quartiles, of seconds and (on Linux) of processor seconds, which other work
 * changes less. The first iteration, which compiles, and those in which the reward model is fitted are left out. Stopping
 * takes POSIX signals: not on Windows.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const TICKS_PER_SECOND = 100;
// The default iteration. The rankings are few, as none is measured: half of them come first, and four are needed.
const STANDARD = ['--model', 'blurbs-tiny', '--rankings', '8', '--seed', '1', '--kernels', 'quad16'];

const words = process.argv.slice(2);
const split = words.includes('--') ? words.indexOf('--') : words.length;
const [before, after, count = '13'] = words.slice(0, split);
const iterations = Number(count);
if (!before || !after || !Number.isInteger(iterations) || iterations < 3) {
  console.error(
    'Usage: node bench/iterations.mjs BEFORE AFTER [ITERATIONS, at least 3] [-- HEADLESS OPTIONS]',
  );
  process.exit(2);
}
const args = [...STANDARD, '--iterations', String(iterations), ...words.slice(split + 1)];

/**
 * @typedef {{ seconds: number, processor: number | null, fitted: boolean, told: string }} Passed
 * `told`: its line but for the time, which is the same where the numbers are.
 * @typedef {{ pass: () => Promise<Passed>, end: () => void }} Runner
 */

/**
 * Starts the headless command of a checkout, stopped.
 * @param {string} checkout
 * @returns {Promise<Runner>}
 */
async function start(checkout) {
  const { startOnDawn } = await import(pathToFileURL(join(resolve(checkout), 'scripts/dawn.mjs')).href);
  /** @type {import('node:child_process').ChildProcess} */
  const child = await startOnDawn('src/headless/main.ts', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.kill('SIGSTOP');
  if (!child.stdout || child.pid === undefined) throw new Error(`Nothing could be started in ${checkout}.`);
  const { pid } = child;
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async pass() {
      const [began, used] = [performance.now(), processorSeconds(pid)];
      let fitted = false;
      child.kill('SIGCONT');
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`The command in ${checkout} ended early.`);
        const line = value;
        fitted ||= line.includes(' ranked ');
        if (!line.startsWith('iteration')) continue;
        child.kill('SIGSTOP');
        const seconds = (performance.now() - began) / 1000;
        const now = processorSeconds(pid);
        const processor = used === null || now === null ? null : now - used;
        return { seconds, processor, fitted, told: line.replace(/ +[\d.]+ s$/, '') };
      }
    },
    end: () => void child.kill('SIGKILL'),
  };
}

/**
 * Processor time of a process so far, all threads; null where the system does not tell.
 * @param {number} pid
 */
function processorSeconds(pid) {
  try {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
    return (Number(user) + Number(system)) / TICKS_PER_SECOND;
  } catch {
    return null;
  }
}

/**
 * @param {string} what
 * @param {readonly number[]} ratios
 */
function tell(what, ratios) {
  const sorted = [...ratios].sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => {
    const place = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return (low + (high - low) * (place % 1)).toFixed(3);
  };
  console.log(
    `${what}: AFTER ÷ BEFORE ${at(0.5)} (quartiles ${at(0.25)} to ${at(0.75)}, ${ratios.length} pairs)`,
  );
}

const runners = [await start(before), await start(after)];
process.on('exit', () => runners.forEach((runner) => runner.end()));
/** @type {[Passed, Passed][]} */
const pairs = [];
let differing = 0;
for (let iteration = 1; iteration <= iterations; iteration++) {
  // Each goes first every other time.
  const order = iteration % 2 === 0 ? [0, 1] : [1, 0];
  /** @type {Passed[]} */
  const passed = [];
  for (const which of order) passed[which] = await runners[which].pass();
  const [a, b] = passed;
  if (a.told !== b.told) differing++;
  const measured = iteration > 1 && !a.fitted && !b.fitted;
  if (measured) pairs.push([a, b]);
  console.log(
    `iteration ${iteration}: ${a.seconds.toFixed(2)} s before, ${b.seconds.toFixed(2)} s after${measured ? '' : ' (left out)'}`,
  );
}
tell(
  'seconds',
  pairs.map(([a, b]) => b.seconds / a.seconds),
);
const told = pairs.filter(([a, b]) => a.processor !== null && b.processor !== null);
if (told.length > 0)
  tell(
    'processor seconds',
    told.map(([a, b]) => Number(b.processor) / Number(a.processor)),
  );
console.log(
  differing === 0
    ? 'Both told the same numbers.'
    : `The numbers differ in ${differing} of ${iterations} iterations: not the same work.`,
);
process.exit(0);
