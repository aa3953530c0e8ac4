import { expect, it } from 'vitest';
import { candidatesFor } from '../../../../src/ui/rank/state/candidates.ts';

const SETTINGS = { answers: 4, temperature: 0.7, rolloutBatch: 32 };
const SMALL = { softwareAdapter: true, parameters: 941_000 };
const LARGE = { softwareAdapter: false, parameters: 124_000_000 };

it('samples twice as many as are shown, eight at most', () => {
  expect(candidatesFor(SETTINGS, SMALL, true)).toBe(8);
  expect(candidatesFor({ ...SETTINGS, answers: 3 }, SMALL, false)).toBe(6);
  expect(candidatesFor({ ...SETTINGS, answers: 8 }, SMALL, false)).toBe(8);
});

it('lets a larger model’s answers stream where somebody waits for them, and without a GPU', () => {
  expect(candidatesFor(SETTINGS, LARGE, true)).toBe(4);
  expect(candidatesFor(SETTINGS, LARGE, false)).toBe(8);
  expect(candidatesFor(SETTINGS, { ...LARGE, softwareAdapter: true }, false)).toBe(4);
});

it('samples no more than memory was told for, and never fewer than are shown', () => {
  expect(candidatesFor({ ...SETTINGS, rolloutBatch: 6 }, SMALL, true)).toBe(6);
  expect(candidatesFor({ ...SETTINGS, rolloutBatch: 2 }, SMALL, true)).toBe(4);
});

it('keeps the greedy answer where there is one', () => {
  expect(candidatesFor({ ...SETTINGS, temperature: 0 }, SMALL, false)).toBe(4);
});
