/**
 * Sampling with the KV cache as a rollout does it, and the time of every kernel of one token. Knows the generator as
 * its callers do; the step it records is caught on its way.
 */
import type { Gpu } from '../../../src/gpu/device.ts';
import { Recorder, type Plan } from '../../../src/gpu/plan.ts';
import type { ModelConfig } from '../../../src/model/config.ts';
import { loadFamily } from '../../../src/model/family.ts';
import { Generator, type SamplingOptions } from '../../../src/model/generator.ts';
import { ParameterLayout } from '../../../src/model/layout.ts';
import { Parameters } from '../../../src/model/parameters.ts';
import { embeddedSource } from '../embedded.ts';
import { measure } from '../../page/measure.ts';
import { profilePlan } from '../../page/ours.ts';
import { uniformStream } from '../../workload.ts';
import { assetFolder, type StageContext } from '../context.ts';
import { openDevice } from '../device.ts';
import { SMOLLM2 } from '../effort.ts';
import type { DecodeRow } from '../results.ts';
import { madeUpWeights, parameterCount } from '../weights.ts';

type DecodeEffort = StageContext['effort']['decode'];

/** Tokens of each prompt: about what the embedded models' prompts have. */
const PROMPT = 20;
const PLAIN = { temperature: 1, topK: 0, topP: 1 };
const FILTERED = { temperature: 1, topK: 50, topP: 0.9 };
/** Label under which the generator records the step of one token. */
const STEP = 'decode';

export async function decodeStage({ effort, bundle, save }: StageContext<'decode'>): Promise<void> {
  const rows: DecodeRow[] = [];
  for (const model of effort.decode.models) {
    const { gpu } = await openDevice(effort.tuned);
    const { config, tensors } = await weightsOf(model, bundle);
    await loadFamily(config.family);
    const parameters = new Parameters(gpu, new ParameterLayout(config), model);
    parameters.load(tensors);
    for (const filtered of [false, true]) {
      rows.push(await row(gpu, model, parameters, filtered, effort.decode));
      save({ rows });
    }
    gpu.destroy();
  }
}

async function weightsOf(model: string, bundle: string) {
  if (model === 'SmolLM2-135M') return { config: SMOLLM2, tensors: madeUpWeights(SMOLLM2) };
  const source = await embeddedSource(assetFolder(bundle, 'models', 'public/models'), model);
  // No token ends a row, so that every row is as long as it may be.
  const config: ModelConfig = { ...source.config, eos: source.config.vocab };
  return { config, tensors: source.tensors };
}

async function row(
  gpu: Gpu,
  model: string,
  parameters: Parameters,
  filtered: boolean,
  { rows, tokens, effort, profileRounds }: DecodeEffort,
): Promise<DecodeRow> {
  const { config } = parameters.layout;
  const uniform = uniformStream(7);
  const draw = () => 1 + Math.floor(uniform() * (Math.min(config.vocab, 1000) - 2));
  const prompts = Array.from({ length: rows }, () => Array.from({ length: PROMPT }, draw));
  const options: SamplingOptions = {
    ...(filtered ? FILTERED : PLAIN),
    maxNewTokens: tokens,
    seed: 1,
    stream: 1,
  };
  const generator = new Generator(parameters, rows);
  const plan = await recordedStep(() => generator.generate(prompts, 1, options));
  const measured = await measure(`${model} decode`, effort, async (round) => {
    const generations = await generator.generate(prompts, 1, { ...options, stream: round });
    const short = generations.find(({ tokens: ids }) => ids.length !== tokens);
    if (short) throw new Error(`A row ended after ${short.tokens.length} tokens.`);
  });
  // Left in the middle, so that the rows go on while they are timed.
  const leave = new AbortController();
  await generator.generate(prompts, 1, options, { signal: leave.signal, onProgress: () => leave.abort() });
  const timed = gpu.device.features.has('timestamp-query') && plan;
  const profile = timed ? await profilePlan(gpu, plan, Math.min(profileRounds, tokens >> 1)) : null;
  const { milliseconds, median, dispatches, submits, maps } = measured;
  return {
    model,
    parameters: parameterCount(config),
    rows,
    promptTokens: PROMPT,
    tokens,
    filtered,
    generation: { milliseconds, median },
    tokensPerSecond: (rows * tokens * 1000) / median,
    dispatches,
    submits,
    maps,
    profile,
  };
}

/** Runs `work` and returns the step of one token that was recorded meanwhile, the last if there were several. */
async function recordedStep(work: () => Promise<unknown>): Promise<Plan | null> {
  // Called with the recorder that it was called on.
  // oxlint-disable-next-line typescript/unbound-method
  const { finish } = Recorder.prototype;
  let step: Plan | null = null;
  Recorder.prototype.finish = async function (this: Recorder) {
    const plan = await finish.call(this);
    if (plan.label.startsWith(STEP)) step = plan;
    return plan;
  };
  try {
    await work();
    return step;
  } finally {
    Recorder.prototype.finish = finish;
  }
}
