/** The command around a bench: lines, verdict, file, exit codes. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

it('keeps the seeds that are done when it is stopped, and goes on with the others', async () => {
  const out = join(folder, 'stopped.json');
  const stopped = await lab('double', '--seed', '11', '--seeds', '3', '--out', out);
  expect(stopped.code).toBe('unlucky');
  expect(JSON.parse(readFileSync(`${out}.part`, 'utf8'))).toMatchObject({
    results: [
      { seed: 11, result: 22 },
      { seed: 12, result: 24 },
    ],
    verdict: { figures: '22, 24' },
  });
  expect(existsSync(out)).toBe(false);
  const { code, printed, devices } = await lab(
    'double',
    '--seed',
    '10',
    '--seeds',
    '3',
    '--out',
    out,
    '--continue',
  );
  expect(code).toBe(0);
  expect(printed).toContain(`kept from ${out}: seeds 11, 12`);
  expect(printed.filter((line) => line.startsWith('seed '))).toEqual(['seed 10: twice is 20']);
  expect(devices).toEqual([{ destroyed: true }]);
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ verdict: { figures: '20, 22, 24' } });
  expect(existsSync(`${out}.part`)).toBe(false);
  // One more seed beside those of a whole record; and none where all are there.
  await lab('double', '--seed', '14', '--seeds', '1', '--out', out, '--continue');
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ verdict: { figures: '20, 22, 24, 28' } });
  const none = await lab('double', '--seed', '10', '--seeds', '2', '--out', out, '--continue');
  expect(none.printed.at(-2)).toBe('goal: met  20, 22, 24, 28');
});

it('leaves a record of before as it is until there is a whole one', async () => {
  const out = join(folder, 'before.json');
  await lab('double', '--seeds', '1', '--seed', '4', '--out', out);
  const before = readFileSync(out, 'utf8');
  await lab('double', '--seed', '12', '--seeds', '2', '--out', out);
  expect(readFileSync(out, 'utf8')).toBe(before);
  // Without --continue what was stopped is not gone on with.
  await lab('double', '--seed', '5', '--seeds', '1', '--out', out);
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ results: [{ seed: 5, result: 10 }] });
  expect(existsSync(`${out}.part`)).toBe(false);
});

it.each([
  ['torn', '{"format":"nudge-lab","vers', 'is no record of the lab'],
  ['foreign', '[1, 2]', 'is no record of the lab'],
  ['of another bench', null, 'has another bench ("treble")'],
])('does not go on with a file that is %s, and leaves it as it is', async (name, text, reason) => {
  const out = join(folder, 'other.json');
  await lab('double', '--seeds', '1', '--seed', '4', '--out', out);
  writeFileSync(out, text ?? readFileSync(out, 'utf8').replace('"double"', '"treble"'));
  const before = readFileSync(out, 'utf8');
  const { code, errors, devices } = await lab('double', '--seeds', '1', '--out', out, '--continue');
  expect(code, name).toBe(2);
  expect(errors[0]).toContain(reason);
  expect(errors[0]).toContain('left as it is');
  expect(readFileSync(out, 'utf8')).toBe(before);
  expect(devices.every(({ destroyed }) => destroyed)).toBe(true);
  expect((await lab('double', '--continue')).errors[0]).toContain('--out');
  writeFileSync(out, before.replace('"treble"', '"double"'));
  const part = await lab('double', '--part', 'triple', '--seeds', '1', '--out', out, '--continue');
  if (text === null) expect(part.errors[0]).toContain('has another part (null)');
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
