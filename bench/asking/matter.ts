/** What is asked about: blurbs-tiny's own texts, written and read once and kept, as rows of a linear ranker. Knows the engine; knows no rater. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openGpu } from '../../src/gpu/device.ts';
import { openDawn } from '../../src/headless/adapter.ts';
import { chooseKernels } from '../../src/headless/kernels.ts';
import { rowsOf, sparseOf, stateAndTokens } from '../rewards/features.ts';
import { openEmbedded, poolOf, type Pool } from '../rewards/pool.ts';
import { readTexts, type ReadText } from '../rewards/texts.ts';
import { CANDIDATES } from './choices.ts';
import type { Matter } from './curve.ts';

/** Sets to ask about, and to measure on. */
export interface Counts {
  readonly train: number;
  readonly heldOut: number;
}

/** A pool as its own model reads it. */
export interface ReadPool {
  readonly pool: Pool;
  readonly candidates: readonly ReadText[];
  readonly heldOut: readonly ReadText[];
}

export const MODEL = 'blurbs-tiny';

/** The pool, and its rows. */
export interface Asked {
  readonly read: ReadPool;
  readonly matter: Matter;
}

export async function matterOf(counts: Counts): Promise<Asked> {
  const read = await readPoolOf(counts);
  const { pool, candidates, heldOut } = read;
  const space = stateAndTokens(candidates, heldOut, CANDIDATES);
  const matter = {
    sets: pool.train,
    rows: sparseOf(space.learned),
    heldOut: rowsOf(space.scored, space.dim),
  };
  return { read, matter };
}

async function readPoolOf(counts: Counts): Promise<ReadPool> {
  const file = join(
    '.cache',
    'rewards',
    `${MODEL}-${counts.train}-${counts.heldOut}-${CANDIDATES}-read.json`,
  );
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept) return JSON.parse(kept) as ReadPool;
  const gpu = await openGpu(openDawn());
  try {
    console.log(await chooseKernels(gpu, null));
    const pool = await poolOf(gpu, MODEL, counts, CANDIDATES);
    const { models } = await openEmbedded(gpu, MODEL);
    const candidates = await readTexts(models, pool.train);
    const read = { pool, candidates, heldOut: await readTexts(models, pool.heldOut) };
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(read));
    return read;
  } finally {
    gpu.destroy();
  }
}
