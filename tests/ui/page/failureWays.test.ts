import { expect, it } from 'vitest';
import { failureWays } from '../../../src/ui/page/failureWays.ts';
import type { FailureKind, ModelChoice } from '../../../src/workers/protocol.ts';

const embedded: ModelChoice = { kind: 'embedded', name: 'auto' };
const stored: ModelChoice = { kind: 'stored', id: 'a' };
const ways = (kind: FailureKind, ...[status, model]: [Parameters<typeof failureWays>[1], ModelChoice]) =>
  failureWays({ kind, message: '', iteration: 0 }, status, model);

it.each([
  ['gpu-lost', true],
  ['out-of-memory', true],
  ['internal', true],
  ['no-gpu', true],
  ['storage', false],
  ['nan', false],
  ['rankings', false],
] as const)('while a run is open, after %s a restart helps: %s', (kind, restart) => {
  expect(ways(kind, 'ready', embedded)).toMatchObject({ restart, dismiss: !restart });
});

it('a model that did not open is tried again where its bytes may come anew', () => {
  expect(ways('model', 'failed', embedded).restart).toBe(true);
  expect(ways('model', 'failed', { kind: 'remote', address: { kind: 'url', url: 'x' } }).restart).toBe(true);
  expect(ways('model', 'failed', stored)).toMatchObject({ restart: false, otherModel: true });
  expect(ways('model', 'failed', { kind: 'files', files: [], label: 'a' }).restart).toBe(false);
  expect(ways('storage', 'failed', stored).restart).toBe(true);
});

it('without a GPU no other model is offered', () => {
  expect(ways('no-gpu', 'failed', embedded)).toMatchObject({ restart: true, otherModel: false });
});
