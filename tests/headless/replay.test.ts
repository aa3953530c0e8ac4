/** A run of the command and its receipt, trained again by the command on the same adapter: the same to the bit. Where it is not is tests/rl/runs/receipt.test.ts. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startOnDawn } from '../../scripts/dawn.mjs';
import { useSwiftShader } from '../../scripts/fixtures/headlessRuns.mjs';
import { readReceipt } from '../../src/rl/runs/receipt.ts';
import { replayAsked } from '../../src/headless/replay.ts';

const folder = mkdtempSync(join(tmpdir(), 'nudge-receipt-'));
const file = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(useSwiftShader);

async function headless(
  ...args: readonly string[]
): Promise<{ readonly code: unknown; readonly said: string }> {
  const child = await startOnDawn('src/headless/main.ts', [...args], { stdio: 'pipe' });
  const exit = new Promise((done) => child.once('exit', (status, signal) => done(status ?? signal)));
  const [out, errors, code] = await Promise.all([text(child.stdout!), text(child.stderr!), exit]);
  return { code, said: out + errors };
}

// As small as a run can be that ranks, fits and updates twice.
const SMALL = (
  '--rankings 4 --iterations 2 --seed 7 --kernels quad16 --set rolloutBatch=4 --set answers=2 ' +
  '--set maxNewTokens=12 --set rewardBatch=1'
).split(' ');

it('is the same to the bit, weights too', async () => {
  const made = await headless(...SMALL, '--receipt', file('run.receipt.json'));
  expect(made.said).toContain('Wrote');
  const receipt = readReceipt(readFileSync(file('run.receipt.json'), 'utf8'));
  expect(receipt).toMatchObject({ model: 'blurbs-tiny', by: 'command', kernels: 'quad16' });
  expect(receipt.policy).toMatch(/^[0-9a-f]{64}$/);
  expect(receipt.policy).not.toBe(receipt.base);
  const again = await headless('--replay', file('run.receipt.json'), '--quiet');
  expect(again).toMatchObject({
    code: 0,
    said: expect.stringMatching(/All 2 iterations.*So are the weights/s) as string,
  });
}, 300_000);

it('a file that is none, or is not there, is refused in words', async () => {
  writeFileSync(file('none.json'), '{"format":"nudge-run","version":1}');
  await expect(replayAsked(['--replay', file('none.json')])).rejects.toThrow(/no receipt/);
  await expect(replayAsked(['--replay', file('missing.json')])).rejects.toThrow(/cannot be used/);
  await expect(replayAsked(['--replay'])).rejects.toThrow(/takes the file/);
  expect(await replayAsked(['--iterations', '3'])).toBeNull();
});
