/**
 * Entry of the bundle for one stage: `node stage.mjs STAGE SECONDS OPTIONS...`, in a process of its own, so that a
 * driver that crashes or hangs takes no other stage with it. Knows stages by their names.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provideWebGpu } from '../node.ts';
import { stageFile, writeJson, type StageContext } from './context.ts';
import { EFFORTS } from './effort.ts';
import { parseOptions } from './options.ts';
import type { StageName } from './results.ts';

type Run<Name extends StageName> = (context: StageContext<Name>) => Promise<void>;

/** Imported late: the benchmark's pages need WebGPU's globals when they are loaded. */
const STAGE_MODULES: { [Name in StageName]: () => Promise<Run<Name>> } = {
  adapter: async () => (await import('./stages/adapter.ts')).adapterStage,
  micro: async () => (await import('./stages/micro.ts')).microStage,
  training: async () => (await import('./stages/training.ts')).trainingStage,
  decode: async () => (await import('./stages/decode.ts')).decodeStage,
  ppo: async () => (await import('./stages/ppo.ts')).ppoStage,
  peers: async () => (await import('./stages/peers.ts')).peersStage,
  sweep: async () => (await import('./stages/sweep.ts')).sweepStage,
  tests: async () => (await import('./stages/tests.ts')).testsStage,
  torch: async () => (await import('./stages/torch.ts')).torchStage,
  trl: async () => (await import('./stages/trl.ts')).trlStage,
};

async function main([name, seconds, ...args]: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  const stage = name as StageName;
  provideWebGpu();
  const run = (await STAGE_MODULES[stage]()) as Run<StageName>;
  await run({
    effort: EFFORTS[options.effort],
    options,
    bundle: dirname(fileURLToPath(import.meta.url)),
    deadline: performance.now() + Number(seconds) * 1000,
    save: (result) => writeJson(stageFile(options.out!, stage), result),
  });
}

try {
  await main(process.argv.slice(2));
  // Said aloud: an open device keeps Node's event loop alive.
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
