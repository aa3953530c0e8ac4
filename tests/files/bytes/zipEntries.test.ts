import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { CheckpointError } from '../../../src/files/errors.ts';
import { bytesFile, jsonFile, textFile } from '../../../src/files/bytes/outputFile.ts';
import { zipFiles } from '../../../src/files/export/zip.ts';
import { zipEntries } from '../../../src/files/bytes/zipEntries.ts';
import { randomStream } from '../random.ts';

const WEIGHTS = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7) % 251);

async function ours(): Promise<Blob> {
  const files = [
    jsonFile('policy/config.json', { text: 'é'.repeat(2000) }),
    bytesFile('policy/model.safetensors', WEIGHTS),
    textFile('data/é.txt', ''),
  ];
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of zipFiles(files)) parts.push(chunk.slice());
  return new Blob(parts);
}

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());

it('gives back what the page wrote, the weights without unpacking', async () => {
  const entries = await zipEntries(await ours());
  expect(entries.map(({ path }) => path)).toEqual([
    'policy/config.json',
    'policy/model.safetensors',
    'data/é.txt',
  ]);
  const [config, weights, empty] = await Promise.all(
    entries.map(async (entry) => bytesOf(await entry.open())),
  );
  expect(JSON.parse(new TextDecoder().decode(config))).toEqual({ text: 'é'.repeat(2000) });
  expect(weights).toEqual(WEIGHTS);
  expect(empty).toHaveLength(0);
});

it('reads zips of others, with folders and a comment behind the end', async () => {
  const zip = zipSync({ 'a/': new Uint8Array(), 'a/b.txt': new TextEncoder().encode('text '.repeat(100)) });
  zip[zip.length - 2] = 5;
  const entries = await zipEntries(new Blob([zip, 'hello']));
  expect(entries.map(({ path }) => path)).toEqual(['a/b.txt']);
  expect(await (await entries[0].open()).text()).toBe('text '.repeat(100));
});

it('refuses or reads whatever is broken, and unpacks no more than was announced', async () => {
  const whole = await bytesOf(await ours());
  const random = randomStream(1);
  const outcomes = { read: 0, refused: 0 };
  for (let round = 0; round < 500; round++) {
    const bytes = whole.slice(0, random.below(4) === 0 ? random.below(whole.length) : whole.length);
    for (let left = 1 + random.below(4); left > 0; left--) {
      // Where the list and the end are, as often as anywhere.
      const from = random.below(2) === 0 ? 0 : Math.max(0, bytes.length - 250);
      if (bytes.length > 0) bytes[from + random.below(bytes.length - from)] = random.below(256);
    }
    try {
      for (const entry of await zipEntries(new Blob([bytes]))) await entry.open();
      outcomes.read++;
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      outcomes.refused++;
    }
  }
  expect(outcomes.read).toBeGreaterThan(20);
  expect(outcomes.refused).toBeGreaterThan(100);
}, 60_000);
