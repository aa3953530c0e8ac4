/**
 * The page of the proof: a real checkpoint worker fetches the model into the browser's storage, a worker with the
 * engine computes its logits, a real trainer runs one LoRA PPO iteration on it. run.mjs drives it and compares.
 * Knows the workers' protocols; knows no expected number.
 */
import { connectTrainerWorker } from '../../../src/workers/client.ts';
import { connectModelsWorker } from '../../../src/workers/modelsClient.ts';
import { createJudgement } from '../../../src/preferences/log.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/rl/algorithms/settings.ts';
import type { JudgementEvent } from '../../../src/preferences/event.ts';
import type { MetricsRow } from '../../../src/rl/algorithms/metrics.ts';
import type { LogitsRequest, LogitsAnswer } from './logits.worker.ts';

declare global {
  interface Performance {
    /** Only in pages that are isolated from other origins. */
    measureUserAgentSpecificMemory(): Promise<{ readonly bytes: number }>;
  }
  interface Window {
    proof: typeof proof;
  }
}

/** A run small enough for a software adapter; what matters for memory is as large as the model makes it. */
const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  method: 'lora',
  loraRank: 4,
  recompute: true,
  microBatch: 2,
  answers: 2,
  maxNewTokens: 6,
  rolloutBatch: 4,
  minibatches: 1,
  ppoEpochs: 1,
  rewardEpochs: 1,
  rewardBatch: 2,
};
const PROMPTS = ['Eagle', 'Zizzi', 'Aromi', 'Alimentum', 'Clowns'];
const SAMPLE_MS = 500;

/** Bytes of the page and all its workers, array buffers included, at their highest while `work` went on. */
async function peakOf<Result>(work: () => Promise<Result>): Promise<{ result: Result; peak: number }> {
  let peak = 0;
  let done = false;
  const sampling = (async () => {
    while (!done) {
      peak = Math.max(peak, (await performance.measureUserAgentSpecificMemory()).bytes);
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    }
  })();
  try {
    return { result: await work(), peak };
  } finally {
    done = true;
    await sampling;
  }
}

const proof = {
  /** Fetches the model at `url` into storage; resolves with its id. */
  async download(url: string) {
    const { result, peak } = await peakOf(async () => {
      let told = 0;
      const models = connectModelsWorker((event) => {
        if (event.type === 'progress') told = Math.max(told, event.done);
      });
      const model = await models.api.download({ kind: 'url', url });
      models.close();
      return {
        id: model.id,
        complete: model.complete,
        bytes: model.bytes,
        parameters: model.parameters,
        told,
      };
    });
    return { ...result, peak };
  },

  /** Logits of the last positions of `ids`, [positions × vocab]. */
  async logits(id: string, ids: readonly number[], positions: number) {
    const { result, peak } = await peakOf(
      () =>
        new Promise<LogitsAnswer>((resolve, reject) => {
          const worker = new Worker(new URL('./logits.worker.ts', import.meta.url), { type: 'module' });
          worker.onmessage = ({ data }: MessageEvent<LogitsAnswer>) => {
            worker.terminate();
            resolve(data);
          };
          worker.onerror = ({ message }) => reject(new Error(message));
          const request: LogitsRequest = { id, ids, positions };
          worker.postMessage(request, []);
        }),
    );
    if ('error' in result) throw new Error(result.error);
    return { values: [...result.values], loadPeak: peak };
  },

  /** One iteration of PPO with adapters, after a few rankings: the model is random, and so is the taste. */
  async iterate(id: string) {
    const { result, peak } = await peakOf(async () => {
      let row: MetricsRow | null = null;
      let fail: (error: Error) => void = () => undefined;
      const failed = new Promise<never>((_, reject) => (fail = reject));
      failed.catch(() => undefined);
      const trainer = connectTrainerWorker((event) => {
        if (event.type === 'stage') console.info(`${(performance.now() / 1000).toFixed(0)} s ${event.stage}`);
        if (event.type === 'metrics') row = event.row;
        if (event.type === 'failure') fail(new Error(event.failure.message));
      });
      const going = (async () => {
        const info = await trainer.open({
          model: { kind: 'stored', id },
          modelRoot: new URL('/models/', location.href).href,
          settings: SETTINGS,
          prompts: PROMPTS,
          preferences: [],
          resume: false,
        });
        const rankings: JudgementEvent[] = [];
        for (const [index, prompt] of PROMPTS.slice(0, 4).entries()) {
          const answers = await trainer.api.generate({ requestId: prompt, prompt, count: SETTINGS.answers });
          const tiers = index % 2 === 0 ? [[0], [1]] : [[1], [0]];
          rankings.push(
            createJudgement({ type: 'ranking', prompt, answers, tiers, leadTime: 0, rater: 'person' }),
          );
        }
        console.info(`${(performance.now() / 1000).toFixed(0)} s answered and ranked`);
        await trainer.api.addPreferences(rankings);
        await trainer.api.step('iteration');
        return { parameters: info.parameters, adapter: info.adapter };
      })();
      const info = await Promise.race([going, failed]);
      trainer.close();
      return { ...info, row: row as MetricsRow | null };
    });
    return { ...result, peak };
  },
};

window.proof = proof;
