/** The whole road of the headless command: driver search, bundling with `?raw` shaders, Dawn, exit code. */
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { startOnDawn } from '../../scripts/dawn.mjs';

async function runProgram(args: readonly string[]) {
  const child = await startOnDawn('tests/headless/dawnProgram.ts', args, { stdio: 'pipe' });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout!), text(child.stderr!), exit]);
  return { stdout, stderr, code };
}

it('runs a kernel on a real device and hands back output and exit code', async () => {
  const { stdout, stderr, code } = await runProgram(['1', '-2.5', '0.125']);
  // Compared together, so that a failure shows what the program complained of.
  expect({ stdout, stderr, code }).toMatchObject({ stdout: '[2,-5,0.25]\n', code: 7 });
}, 60_000);

it('ends with the error and exit code 1 when the program throws', async () => {
  const { stderr, code } = await runProgram(['fail']);
  expect(stderr).toContain('failed on purpose');
  expect(code).toBe(1);
}, 60_000);
