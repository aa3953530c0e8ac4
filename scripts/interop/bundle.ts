/**
 * Writes the bundles that bundle.py and engines.py look at: a run that never was, of the embedded model and of a small
 * Llama, with scores by the engine. Runs in Node on Dawn, from the checkout's root. Knows the layout that the Python
 * side repeats: `NAME/bundle/` and `NAME/expected.json`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseModelConfig, modelShapes, type ModelConfig } from '../../src/files/config/modelConfig.ts';
import { jsonFile } from '../../src/files/bytes/outputFile.ts';
import { clusterBundleFiles, type ClusterInput } from '../../src/cluster/bundle.ts';
import { openGpu, type Gpu } from '../../src/gpu/device.ts';
import { openDawn } from '../../src/headless/adapter.ts';
import { loadFamily } from '../../src/model/family.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { Parameters } from '../../src/model/parameters.ts';
import type { Tokenizer } from '../../src/model/tokenizing/tokenizer.ts';
import { ownTokenizer } from '../../src/model/tokenizing/ownRules.ts';
import { append, createJudgement } from '../../src/preferences/log.ts';
import type { Answer, PreferenceEvent } from '../../src/preferences/event.ts';
import { stream } from '../../src/rl/random.ts';
import type { BagState } from '../../src/rl/rewards/bag/tokenBag.ts';
import { bagScores, normalisedBag } from '../../src/rl/rewards/bag/index.ts';
import { RewardModel } from '../../src/rl/rewards/rewardModel.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/rl/algorithms/settings.ts';
import { subjects } from './models.ts';
import { writeFiles } from './output.ts';

/** Small enough for a PPO step on a CPU, in minibatches that 2 and 6 GPUs can share. */
const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  rolloutBatch: 12,
  minibatches: 2,
  maxNewTokens: 12,
  scoreClip: 0.5,
  missingEosPenalty: 0.25,
};
const RANKINGS = 12;
/** Room for the prompts and the answers below. */
const LLAMA = {
  model_type: 'llama',
  vocab_size: 1024,
  hidden_size: 48,
  intermediate_size: 80,
  num_hidden_layers: 2,
  num_attention_heads: 6,
  num_key_value_heads: 2,
  head_dim: 8,
  max_position_embeddings: 160,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  hidden_act: 'silu',
  tie_word_embeddings: true,
  eos_token_id: 0,
  pad_token_id: 0,
};

/** @param args the folder to fill */
export async function main([out]: readonly string[]): Promise<number> {
  const gpu = await openGpu(openDawn());
  const [embedded] = await subjects('.');
  const { tokenizer } = embedded.model;
  const llama = parseModelConfig(LLAMA);
  const prompts = JSON.parse(await readFile('public/models/blurbs-tiny/prompts.json', 'utf8')) as Prompts;
  await exportBundle(gpu, join(out, 'gpt2'), {
    prompts,
    bagged: true,
    settings: SETTINGS,
    ...embedded.model,
  });
  await exportBundle(gpu, join(out, 'llama'), {
    prompts,
    bagged: false,
    // What is off by default, so that each engine's parser sees it.
    settings: { ...SETTINGS, klIn: 'loss', klEstimator: 'k3', dualClip: 3, entropyCoefficient: 0.01 },
    config: llama,
    tensors: drawn(llama),
    tokenizer: withoutPadding(tokenizer),
  });
  return 0;
}

interface Prompts {
  readonly train: readonly string[];
  readonly heldout: readonly string[];
}

interface Base {
  readonly config: ModelConfig;
  readonly tensors: ReadonlyMap<string, Float32Array>;
  readonly tokenizer: ReadonlyMap<string, Uint8Array>;
  readonly prompts: Prompts;
  /** Whether a bag of tokens scores beside the reward model. */
  readonly bagged: boolean;
  readonly settings: Settings;
}

async function exportBundle(gpu: Gpu, folder: string, base: Base): Promise<void> {
  const { config, tensors, tokenizer: files, prompts } = base;
  const json = (name: string) => JSON.parse(new TextDecoder().decode(files.get(name))) as object;
  const tokenizer = ownTokenizer(json('tokenizer.json'), json('tokenizer_config.json'), 0);
  await loadFamily(config.family);
  const parameters = new Parameters(gpu, new ParameterLayout(config), folder);
  parameters.load(tensors);
  const reward = new RewardModel(parameters);
  const draw = stream(3, 'head');
  await reward.reset(() => draw.gaussian());
  const preferences = judged(prompts.train, tokenizer);
  const texts = preferences.flatMap((event) =>
    'answers' in event ? event.answers.map((answer) => ({ prompt: event.prompt, ...answer })) : [],
  );
  const ids = texts.map(({ prompt, tokens }) => [...tokenizer.encode(prompt), ...tokens]);
  await reward.normalise(ids);
  const alone = await reward.score(ids);
  const answers = texts.map(({ tokens }) => tokens);
  const bag = base.bagged ? bagOf(answers) : null;
  const beside = bag && bagScores(bag, answers);
  const input: ClusterInput = {
    model: 'blurbs-tiny',
    config,
    tokenizer: files,
    policy: moved(tensors),
    reference: tensors,
    reward: {
      tensors: await reward.parameters.read(),
      normalisation: { mean: reward.mean, std: reward.std },
    },
    bag,
    settings: base.settings,
    kl: { initial: 0.15, coefficient: 0.12 },
    history: [{ iteration: 1, values: { 'objective/kl': 0, 'objective/scores': 0.1 } }],
    iteration: 1,
    // Few, so that repeats are needed.
    prompts: { train: prompts.train.slice(0, 40), heldOut: prompts.heldout.slice(0, 4) },
    preferences,
    implicit: [
      { ...unpaired(prompts.train[0], 'Zizzi is a pub.'), label: true, source: 'copied' },
      { ...unpaired(prompts.train[1], 'Aromi is.'), label: false, source: 'asked_again' },
    ],
    iterations: 2,
  };
  await writeFiles(join(folder, 'bundle'), await clusterBundleFiles(input));
  const expected = texts.map(({ prompt, text, finished }, i) => ({
    prompt,
    text,
    finished,
    alone: alone[i],
    // The page's: the mean of both.
    score: beside ? (alone[i] + beside[i]) / 2 : alone[i],
  }));
  await writeFiles(folder, [jsonFile('expected.json', { scores: expected })]);
  console.log(`wrote ${folder}`);
}

/** Knows every other token of the answers; which weights it has does not matter. */
function bagOf(answers: readonly (readonly number[])[]): BagState {
  const tokens = [...new Set(answers.flat())].filter((_, place) => place % 2 === 0);
  const weights = tokens.map((token) => Math.sin(token));
  const length = { weight: 0.4, mean: 2, spread: 0.5 };
  return normalisedBag({ tokens, weights, length, mean: 0, std: 1 }, answers);
}

function unpaired(prompt: string, completion: string) {
  return { prompt, completion, rater: 'person', group_id: 'none' };
}

/** The same tokens with one special token for everything, and without a chat template, as GPT-2 has them. */
function withoutPadding(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const json = (name: string) =>
    JSON.parse(new TextDecoder().decode(files.get(name))) as Record<string, unknown>;
  const encoded = (value: object) => new TextEncoder().encode(JSON.stringify(value));
  const { chat_template: _template, pad_token: _pad, ...config } = json('tokenizer_config.json');
  const { added_tokens: added, ...tokenizer } = json('tokenizer.json');
  const kept = (added as { readonly content: string }[]).filter(({ content }) => content !== '<|pad|>');
  return new Map([
    ['tokenizer.json', encoded({ ...tokenizer, added_tokens: kept })],
    ['tokenizer_config.json', encoded(config)],
  ]);
}

/** Rankings with ties, one that calls everything unusable and one passed. */
function judged(prompts: readonly string[], tokenizer: Tokenizer): PreferenceEvent[] {
  const tails = [
    'is a good pub by the river.',
    'serves food.',
    'is cheap and friendly, with a long list of wines.',
    'is not for families; the prices are high',
  ];
  let log: readonly PreferenceEvent[] = [];
  for (let i = 0; i < RANKINGS; i++) {
    const name = /name: ([^,]+)/.exec(prompts[i])?.[1] ?? 'This';
    const answers = tails.map((tail, k): Answer => {
      const text = `${name} ${tail}`;
      const finished = k !== 3;
      return {
        text,
        finished,
        iteration: i % 2,
        tokens: [...tokenizer.encode(text), ...(finished ? [tokenizer.eosId] : [])],
      };
    });
    const common = { prompt: prompts[i], answers, rater: 'person' as const, leadTime: 2500 };
    const tiers = i % 2 === 0 ? [[2], [0], [1, 3]] : [[0], [2], [1], [3]];
    const event =
      i === RANKINGS - 1
        ? createJudgement({ ...common, type: 'unusable' }, { id: `r${i}`, at: i })
        : i === RANKINGS - 2
          ? createJudgement({ ...common, type: 'skip' }, { id: `r${i}`, at: i })
          : createJudgement({ ...common, type: 'ranking', tiers }, { id: `r${i}`, at: i });
    log = append(log, event);
  }
  return [...log];
}

/** Weights as training would leave them: a little elsewhere. */
function moved(tensors: ReadonlyMap<string, Float32Array>): Map<string, Float32Array> {
  const draw = stream(4, 'moved');
  return new Map(
    [...tensors].map(([name, values]) => [name, values.map((value) => value + 0.002 * draw.gaussian())]),
  );
}

function drawn(config: ModelConfig): Map<string, Float32Array> {
  const draw = stream(5, 'llama');
  return new Map(
    [...modelShapes(config)].map(([name, shape]) => {
      const count = shape.reduce((product, extent) => product * extent, 1);
      const norm = shape.length === 1;
      return [name, Float32Array.from({ length: count }, () => (norm ? 1 : 0) + 0.15 * draw.gaussian())];
    }),
  );
}
