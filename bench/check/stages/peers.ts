/**
 * Training steps of the other WebGPU libraries and of ours, each measurement in a process of its own, as the benchmark
 * does it in Node. Knows pages by their names; knows no library.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { callPage } from '../../nodeCall.ts';
import type { Adapter, SamplingResult, TrainingResult } from '../../results.ts';
import type { GptSize } from '../../workload.ts';
import type { StageContext } from '../context.ts';
import { PEER_LIBRARIES, type PeerLibrary, type PeersRow } from '../results.ts';

/** What a page gives, or why its library does not run on this adapter. */
type Answer<Result> =
  | { readonly adapter: Adapter; readonly result: Result; readonly refused?: undefined }
  | { readonly refused: string };

interface Page {
  readonly module: string;
  readonly flags?: readonly string[];
  readonly samples: boolean;
}

const PAGES: Readonly<Record<PeerLibrary, Page>> = {
  ours: { module: 'page/ours.ts', samples: true },
  tfjs: { module: 'peers/tfjs.ts', samples: true },
  jax: { module: 'peers/jax.ts', samples: true },
  webgpuLlm: {
    module: 'peers/webgpuLlm.ts',
    // Dawn hides half precision, which this library insists on, from NVIDIA's Vulkan drivers; its kernels for f32 use none.
    flags: ['enable-dawn-features=vulkan_enable_f16_on_nvidia'],
    samples: false,
  },
};

/** Seconds under which no further measurement is begun. */
const LEAST = 3;

export async function peersStage({ effort, bundle, deadline, save }: StageContext<'peers'>): Promise<void> {
  const { sizes, training, sampling, longest } = effort.peers;
  const whole = join(bundle, 'peers.mjs');
  const carried = existsSync(whole);
  const libraries = PEER_LIBRARIES.filter((library) => carried || library === 'ours');
  const program = {
    runner: join(bundle, 'runModule.mjs'),
    page: carried ? whole : join(bundle, 'pages.mjs'),
    env: process.env,
  };
  const rows: PeersRow[] = [];
  let adapter: string | null = null;
  const attempt = async (library: PeerLibrary, size: GptSize, what: 'training' | 'sampling') => {
    const { module, flags } = PAGES[library];
    const remaining = Math.floor(deadline - performance.now() - 1000);
    const facts = { peer: library, size, what };
    if (remaining < LEAST * 1000) return rows.push({ ...facts, left: true });
    const timeout = Math.min(longest * 1000, remaining);
    const args = [size, what === 'training' ? training : sampling];
    try {
      const request = { module, exported: what, args, flags };
      const answer = await callPage<Answer<TrainingResult & Partial<SamplingResult>>>(
        { ...program, timeout },
        request,
      );
      if (answer.refused !== undefined) return rows.push({ ...facts, refused: answer.refused });
      const { result } = answer;
      adapter ??= JSON.stringify(answer.adapter);
      if (JSON.stringify(answer.adapter) !== adapter) throw new Error('It ran on another adapter.');
      const losses = result.losses && [result.losses[0], result.losses.at(-1)!];
      return rows.push({ ...facts, result: { ...result, losses } });
    } catch (error) {
      return rows.push({ ...facts, failure: error instanceof Error ? error.message : String(error) });
    }
  };
  const missing = carried ? undefined : 'This bundle was made without the other libraries.';
  const jobs: Readonly<Parameters<typeof attempt>>[] = [
    ...sizes.flatMap((size) => libraries.map((library) => [library, size, 'training'] as const)),
    ...libraries
      .filter((library) => PAGES[library].samples)
      .map((library) => [library, sizes[0], 'sampling'] as const),
  ];
  for (const job of jobs) {
    await attempt(...job);
    save({ missing, sizes, rows });
  }
  const failed = rows.filter(({ failure }) => failure);
  if (failed.length > 0) {
    throw new Error(failed.map(({ peer, failure }) => `${peer}: ${failure}`).join('\n'));
  }
}
