/**
 * Which base model a run was made with, by its weights: a model of the same name may have been trained anew. Knows
 * no checkpoint.
 */
import { sha256 } from '../files/saves/manifest.ts';
import { run } from '../gpu/queue.ts';
import type { Models } from '../rl/training/models.ts';

/**
 * Hexadecimal digits that change with the base model's norms and biases, which any training of all weights moves.
 * Its matrices are not read: they may be gigabytes.
 */
export async function fingerprint({ gpu, reference }: Pick<Models, 'gpu' | 'reference'>): Promise<string> {
  const vectors = reference.layout.entries.filter(({ name, shape }) => shape.length === 1 && !isHead(name));
  const parts = await run(
    gpu,
    [],
    vectors.map(({ name }) => reference.view(name)),
  );
  const names = new TextEncoder().encode(vectors.map(({ name, shape }) => `${name} ${shape[0]}`).join());
  const hash = await sha256(new Uint8Array(await new Blob([names, ...(parts as BlobPart[])]).arrayBuffer()));
  return hash.slice(0, 16);
}

function isHead(name: string): boolean {
  return /^(value|score)\./.test(name);
}
