import { expect, it } from 'vitest';
import { loadGaeFixture, loadModelFixture, readFixture } from '../fixtures/load.ts';

it('fixtures load in the browser', async () => {
  const odd = await loadModelFixture('gpt2-odd');
  expect(odd.weights.get('wte.weight')?.length).toBe(1003 * 20);
  expect(odd.f32('lm/loss')[0]).toBeGreaterThan(1);
  expect((await loadGaeFixture()).f32('scores').length).toBe(5);
});

it('a missing fixture is an error, not the server’s page', async () => {
  await expect(readFixture('nowhere/case.safetensors')).rejects.toThrow(/not served/);
});
