/**
 * PPO iterations of the default run beside those of TRL, each of so many answers of one length. TRL runs in a script of
 * its own beside the bundle. Knows no Python.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelConfig } from '../../../src/model/config.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/rl/algorithms/settings.ts';
import { assetFolder, type StageContext } from '../context.ts';
import { openDevice } from '../device.ts';
import { embeddedSource } from '../embedded.ts';
import { timedIterations } from '../iterations.ts';
import { runPython } from '../python.ts';
import type { TrlStage } from '../results.ts';

/** The page's first model. */
const MODEL = 'blurbs-tiny';

/** Settings of a run that TRL has, too, as trl_ppo.py calls them. */
function requestOf(settings: Settings) {
  return {
    rows: settings.rolloutBatch,
    tokens: settings.maxNewTokens,
    epochs: settings.ppoEpochs,
    minibatches: settings.minibatches,
    temperature: settings.temperature,
    learningRate: settings.learningRate,
    clip: settings.clipRange,
    valueClip: settings.valueClipRange,
    valueCoefficient: settings.valueCoefficient,
    gamma: settings.gamma,
    lambda: settings.lambda,
    beta: settings.klCoefficient,
    penalty: settings.missingEosPenalty,
  };
}

export async function trlStage(context: StageContext<'trl'>): Promise<void> {
  const { effort, bundle, deadline, save } = context;
  const { rolloutBatch, maxNewTokens, rankings, warmup, iterations } = effort.trl;
  const settings: Settings = { ...DEFAULT_SETTINGS, rolloutBatch, maxNewTokens };
  const models = assetFolder(bundle, 'models', 'public/models');
  const facts = { model: MODEL, rows: rolloutBatch, tokens: maxNewTokens, warmup };
  const ours = await ourIterations(context, models, settings, rankings, warmup + iterations);
  save({ ...facts, ours, trl: null });
  const wheels = join(bundle, 'wheels');
  const request = {
    ...requestOf(settings),
    model: join(models, MODEL),
    wheels: existsSync(wheels) ? wheels : null,
    warmup,
    iterations,
    seconds: (deadline - performance.now()) / 1000 - 3,
  };
  await runPython('trl_ppo.py', 'trl', context, request, (written) => {
    save({ ...facts, ours, trl: { iterations: [], ...(written as Partial<NonNullable<TrlStage['trl']>>) } });
  });
}

async function ourIterations(
  { effort }: StageContext<'trl'>,
  models: string,
  settings: Settings,
  rankings: number,
  count: number,
): Promise<TrlStage['ours']> {
  const { gpu } = await openDevice(effort.tuned);
  const source = await embeddedSource(models, MODEL);
  // No token ends an answer, so that every one is as long as it may be.
  const config: ModelConfig = { ...source.config, eos: source.config.vocab };
  const rows: TrlStage['ours'][number][] = [];
  const iterations = timedIterations(gpu, { ...source, config }, settings, rankings);
  for await (const { milliseconds, stages, metrics } of iterations) {
    const tokens = metrics['nudge/response_length'] * settings.rolloutBatch;
    rows.push({ milliseconds, sample: stages.sample, tokens, kl: metrics['objective/kl'] });
    if (rows.length === count) break;
  }
  gpu.destroy();
  return rows;
}
