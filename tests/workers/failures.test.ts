import { describe, expect, it } from 'vitest';
import { CheckpointError, type CheckpointErrorKind } from '../../src/files/errors.ts';
import {
  GpuLostError,
  GpuOutOfMemoryError,
  GpuUnavailableError,
  GpuValidationError,
} from '../../src/gpu/errors.ts';
import { NonFiniteLogitsError } from '../../src/model/generator.ts';
import { NonFiniteError } from '../../src/rl/training/nonFinite.ts';
import { RewardFitError } from '../../src/rl/rewards/rewardFit.ts';
import { NoRankingError } from '../../src/rl/runs/run.ts';
import { toFailure } from '../../src/workers/failures.ts';

const checkpointError = (kind: CheckpointErrorKind) =>
  new CheckpointError({ kind, happened: 'It happened.', kept: 'It was kept.', todo: 'Do it.' });

const CASES: readonly (readonly [Error, string])[] = [
  [new GpuUnavailableError('x'), 'no-gpu'],
  [new GpuLostError('x'), 'gpu-lost'],
  [new GpuOutOfMemoryError('x'), 'out-of-memory'],
  [new GpuValidationError('x'), 'internal'],
  [new NonFiniteError('x'), 'nan'],
  [new NonFiniteLogitsError('x'), 'nan'],
  [new RewardFitError('x'), 'nan'],
  [new NoRankingError('x'), 'rankings'],
  [checkpointError('model'), 'model'],
  [checkpointError('format'), 'model'],
  [checkpointError('full'), 'storage'],
  [checkpointError('storage'), 'storage'],
  [new TypeError('x'), 'internal'],
];

describe('toFailure', () => {
  it.each(CASES)('%s is of kind %s', (error, kind) => {
    expect(toFailure(error, 3)).toEqual({ kind, message: error.message, iteration: 3 });
  });

  it("says what to do when the page's own memory is used up", () => {
    for (const message of ['Array buffer allocation failed', 'Out of memory']) {
      const failure = toFailure(new RangeError(message), 3);
      expect(failure.kind).toBe('out-of-memory');
      expect(failure.message).toMatch(new RegExp(`${message}.*checkpoint are kept.*restart`));
    }
    expect(toFailure(new RangeError('Index 7 is out of range'), 3).kind).toBe('internal');
  });

  it('knows an error by its name, which is all that leaves a worker', () => {
    const outside = Object.assign(new Error('gone'), { name: 'GpuLostError' });
    expect(toFailure(outside, 0)).toMatchObject({ kind: 'gpu-lost', message: 'gone' });
  });

  it('stays below 500 characters, whatever names are in it and whatever is said before', () => {
    const path = `${'a very long folder/'.repeat(500)}model.safetensors`;
    for (const [error] of CASES) {
      const long = Object.assign(new Error(`${path} is cut off. ${error.message}`), { name: error.name });
      const { message } = toFailure(long, 3);
      expect(message.length).toBeLessThan(450);
      expect(message.endsWith(error.message.slice(-20))).toBe(true);
    }
    expect(toFailure(new RangeError(`Out of memory${path}`), 3).message.length).toBeLessThan(500);
    expect(toFailure('x'.repeat(1e6), 0).message.length).toBeLessThan(450);
  });

  it('takes whatever was thrown', () => {
    expect(toFailure('a string', 1)).toEqual({ kind: 'internal', message: 'a string', iteration: 1 });
    expect(toFailure(undefined, 1).message).toBe('undefined');
  });
});
