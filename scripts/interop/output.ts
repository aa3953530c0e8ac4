/** Writes the files of an export into a folder, in Node. Knows no format. */
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OutputFile } from '../../src/files/bytes/outputFile.ts';

export async function writeFiles(
  folder: string,
  files: readonly Pick<OutputFile, 'name' | 'chunks'>[],
): Promise<void> {
  for (const file of files) await writeChunks(join(folder, file.name), file.chunks());
}

export async function writeChunks(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w');
  try {
    for await (const chunk of chunks) await file.writeFile(chunk);
  } finally {
    await file.close();
  }
}
