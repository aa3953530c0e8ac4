import { expect, it } from 'vitest';
import { readRunRecord } from '../../../../src/rl/runs/recordFile.ts';
import { gunzip } from '../../../../src/ui/export/state/gunzip.ts';
import { shareFile, zippedShareFile } from '../../../../src/ui/share/state/shareFile.ts';
import { sentIn } from '../../../../src/ui/share/state/shown.ts';
import { sentRun } from '../../../rl/runs/sentRun.ts';

const run = sentRun(12);
const text = shareFile(run, { iteration: 5, chart: 'reward', dialog: null });

it('is a record that every reader of records reads, and a place beside it', () => {
  expect(readRunRecord(text)).toEqual(run);
  expect(sentIn(text)).toEqual({
    record: run,
    place: { iteration: 5, chart: 'reward', dialog: null },
    of: 12,
    exact: true,
    left: 0,
    placed: true,
  });
});

it('a record without a place is seen from its end on', () => {
  const { place: _, ...parts } = JSON.parse(text) as { place: unknown };
  expect(sentIn(JSON.stringify(parts))).toMatchObject({ placed: false, place: { iteration: 12 } });
});

const packed = zippedShareFile(text);
const file = (bytes: Uint8Array<ArrayBuffer>) => new File([bytes], 'brisk-otter.run.json.gz');

it('packed, it is smaller, the same each time, and comes back whole', async () => {
  expect(packed.length).toBeLessThan(text.length / 3);
  expect(zippedShareFile(text)).toEqual(packed);
  const back = await gunzip(file(packed), 1e6);
  expect(back.name).toBe('brisk-otter.run.json');
  expect(await back.text()).toBe(text);
});

it('what is cut off, changed or too large is refused in words', async () => {
  await expect(gunzip(file(packed.slice(0, 200)), 1e6)).rejects.toThrow('cut off or changed');
  const other = packed.slice();
  other[100] ^= 0xff;
  await expect(gunzip(file(other), 1e6)).rejects.toThrow('cut off or changed');
  await expect(gunzip(file(packed), 1000)).rejects.toThrow('more than 1000 bytes');
  await expect(gunzip(file(zippedShareFile('a'.repeat(1e6))), 1000)).rejects.toThrow('1000 bytes');
});
