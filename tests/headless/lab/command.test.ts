/** The command around a bench: lines, verdict, file, exit codes. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { globals } from 'webgpu';
import { openDryGpu } from '../../../src/gpu/dryDevice.ts';
import { runLab } from '../../../src/headless/lab/command.ts';
import type { Experiment } from '../../../src/lab/experiment.ts';
import type { Bench } from '../../../src/headless/lab/benches.ts';

let folder: string;
beforeAll(() => {
  // WebGPU's constants, which a browser has.
  Object.assign(globalThis, globals);
  folder = mkdtempSync(join(tmpdir(), 'nudge-lab-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DOUBLE: Experiment<number> = {
  goal: 'twice the seed is more than three',
  run: async (place, seed, quick) => {
    if (seed === 13) throw new Error('unlucky');
    if (quick) place.log('quickly');
    return seed * 2;
  },
  line: (result) => `twice is ${result}`,
  judge: (results) => ({ met: results.every((result) => result > 3), figures: results.join(', ') }),
};
const BENCH: Bench = {
  id: 'double',
  about: 'a bench',
  experiment: async () => DOUBLE,
  parts: { triple: async () => ({ ...DOUBLE, run: async (_, seed) => seed * 3 }) },
};

async function lab(...args: string[]) {
  const [printed, errors]: [string[], string[]] = [[], []];
  const devices: { destroyed: boolean }[] = [];
  const code = await runLab(args, {
    openDevice: async () => {
      const { gpu } = openDryGpu();
      const device = { destroyed: false };
      devices.push(device);
      gpu.destroy = () => void (device.destroyed = true);
      return gpu;
    },
    chooseKernels: async () => 'as ever',
    print: (line) => printed.push(line),
    printError: (line) => errors.push(line),
    benches: [BENCH],
  }).catch((error: Error) => error.message);
  return { code, printed, errors, devices };
}

it('prints a line a seed and the verdict last; a goal that is missed is no failure', async () => {
  const { code, printed, devices } = await lab('double', '--seeds', '2');
  expect(code).toBe(0);
  expect(printed.slice(-3)).toEqual(['seed 1: twice is 2', 'seed 2: twice is 4', 'goal: missed  2, 4']);
  expect(devices).toEqual([{ destroyed: true }, { destroyed: true }]);
  const other = await lab('double', '--seeds', '2', '--seed', '5', '--quick');
  expect(other.printed.at(-1)).toBe('goal: met  10, 12');
  expect(other.printed).toContain('quickly');
});

it('writes every result and the verdict', async () => {
  const out = join(folder, 'double.json');
  await lab('double', '--seeds', '1', '--seed', '4', '--out', out);
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({
    format: 'nudge-lab',
    version: 1,
    bench: 'double',
    quick: false,
    results: [{ seed: 4, result: 8 }],
    verdict: { met: true, figures: '8' },
  });
});

it('runs a part in place of the bench’s own experiment, and says so in the file', async () => {
  const out = join(folder, 'triple.json');
  const { printed } = await lab('double', '--part', 'triple', '--seeds', '1', '--seed', '4', '--out', out);
  expect(printed[0]).toMatch(/^double triple: /);
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({
    bench: 'double',
    part: 'triple',
    results: [{ seed: 4, result: 12 }],
  });
});

it('ends with 2 and the fix for a command line that cannot be obeyed, before a device is opened', async () => {
  const { code, errors, devices } = await lab('triple');
  expect([code, errors]).toEqual([2, ['No bench is called "triple". There are double.']]);
  expect(devices).toEqual([]);
  expect((await lab('--help')).code).toBe(0);
});

it('lets go of the device and says why when a seed fails', async () => {
  const { code, devices } = await lab('double', '--seed', '13', '--seeds', '1');
  expect(code).toBe('unlucky');
  expect(devices).toEqual([{ destroyed: true }]);
});
