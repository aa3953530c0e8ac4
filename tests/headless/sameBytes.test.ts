/**
 * The same command and seed write the same bytes as they did when tests/fixtures/headless.json was made: what is changed
 * inside changes no number. The bits hang on the adapter, so on Linux all runs are made on Chromium's SwiftShader, also
 * where there is a GPU. On an adapter of which nothing is kept only repeating is tested, and the report says so.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  adapterOf,
  COMMANDS,
  headlessFile,
  kept,
  recordOf,
  thisMachine,
  useSwiftShader,
} from '../../scripts/fixtures/headlessRuns.mjs';

beforeAll(useSwiftShader);

describe('npm run headless', () => {
  it.each(['full', 'lora'] as const)(
    'writes the bytes that are kept of it: %s',
    async (name) => {
      const file = await headlessFile(COMMANDS[name]);
      const record = recordOf(adapterOf(file));
      if (!record) {
        await repeats(name, file);
        return;
      }
      const { commit, ...machine } = record.madeOn;
      const here = await thisMachine();
      const other = Object.entries(machine).filter(
        ([what, then]) => then !== here[what as keyof typeof here],
      );
      const differences = other.map(([what, then]) => `${what} was ${then}`).join(', ') || 'the same machine';
      const { parts, ...whole } = kept(file);
      const message = `The bytes of ${commit} are no longer written (${differences})`;
      // By member first, so that a failure says where to look.
      expect(parts, message).toEqual(record.runs[name].parts);
      expect(whole, message).toEqual({ bytes: record.runs[name].bytes, sha256: record.runs[name].sha256 });
    },
    600_000,
  );
});

/** All that can be said on an adapter of which nothing is kept; on Linux that is a failure, since SwiftShader's is. */
async function repeats(name: keyof typeof COMMANDS, first: Buffer): Promise<void> {
  const again = await headlessFile(COMMANDS[name]);
  expect(kept(again)).toEqual(kept(first));
  const unknown = `Of ${adapterOf(first)} on ${process.arch} no bytes are kept: run node scripts/fixtures/headless.mjs at a commit that is known to be right`;
  expect(process.platform, unknown).not.toBe('linux');
  console.warn(`${unknown}. Two runs agree with each other; that is all that was tested.`);
}
