/**
 * Launch files for OpenRLHF on Ray: reward model and PPO. Knows OpenRLHF's flags and what they mean there; the numbers
 * come from convert.ts.
 */
import { trainingTemperature } from '../rl/trainingSettings.ts';
import { textFile, type OutputFile } from '../files/bytes/outputFile.ts';
import {
  evenMinibatches,
  fixedUnfinishedScore,
  microBatch,
  pairEpochs,
  pairsPerRanking,
  perTokenKl,
  promptEpochs,
  scoreRange,
  startText,
  type RunFacts,
} from './convert.ts';
import { commentBlock, dashedFlags, flag, listed, microScript, numberText, type Flag } from './flags.ts';
import { OPENRLHF_REQUIREMENTS, requirementsText } from './versions.ts';
import { nowhere, rewardLossChange } from './unmatched.ts';

/** Of OpenRLHF and verl alike. */
export const REFERENCE_IS_START =
  "The reference is always the model that training starts from. START=reference keeps the page's reference and begins again; the default goes on from the policy and measures the KL from there.";

/** What the page has and OpenRLHF's PPO has not. */
export function openrlhfUnmatched(facts: RunFacts): string[] {
  const { settings } = facts;
  return [
    ...nowhere(facts),
    REFERENCE_IS_START,
    'Weights are bfloat16 (or float16); the page computes in float32.',
    ...(settings.missingEosPenalty > 0
      ? [
          unfinishedScore(facts) === null
            ? 'The score of an unfinished response cannot be lowered, or set to a number above 0: there is no penalty.'
            : 'The score of an unfinished response can only be set, not lowered; it is set to that of an average one, lowered.',
        ]
      : []),
    ...(facts.rewardOffset === 0
      ? []
      : [
          `Scores are higher by ${numberText(facts.rewardOffset)} than the page's (mean in reward/config.json), which the critic has to learn.`,
        ]),
    ...(facts.rewardBag
      ? [
          "Scores are the reward model's alone; on the page the bag of tokens in reward/bag.json spoke beside it.",
        ]
      : []),
    ...(settings.dualClip > 0 && settings.dualClip <= 1
      ? [`There is no dual clip: the page's, ${settings.dualClip}, is none that OpenRLHF takes (above 1).`]
      : []),
    ...(settings.whitenRewards ? ['Rewards are not whitened; the page had it on.'] : []),
    ...(settings.whitenAdvantages ? [] : ['Advantages are always whitened; the page had it off.']),
    'The KL of a token is cut to plus or minus 10.',
    'A critic starts from the reward model.',
  ];
}

/** Arguments of openrlhf.cli.train_ppo_ray. */
export function openrlhfPpoFlags(facts: RunFacts): Flag[] {
  return [...placeFlags(facts), ...rolloutFlags(facts), ...algorithmFlags(facts), ...adamFlags(facts)];
}

/** What is read and where it runs. */
function placeFlags(facts: RunFacts): Flag[] {
  return [
    flag('actor.model_name_or_path', '$BUNDLE/$START'),
    flag('reward.model_name_or_path', '$BUNDLE/reward'),
    flag('data.prompt_dataset', '$BUNDLE/data/prompts.jsonl'),
    flag('data.input_key', 'prompt', 'Used as it is: no chat template.'),
    ...startFlags(facts),
    flag('data.max_len', contextTokens(facts)),
    flag('ckpt.output_dir', '$BUNDLE/out/openrlhf-ppo'),
    flag('actor.num_gpus_per_node', '$GPUS', 'All models share the GPUs.'),
    flag('critic.num_gpus_per_node', '$GPUS'),
    flag('ref.num_gpus_per_node', '$GPUS'),
    flag('reward.num_gpus_per_node', '$GPUS'),
    flag('train.colocate_all', null),
    flag('vllm.num_engines', '$GPUS', 'Engines times tensor parallel size must be the number of GPUs.'),
    flag('vllm.tensor_parallel_size', 1),
    flag('vllm.gpu_memory_utilization', 0.5),
    flag('vllm.enable_sleep', null),
    flag('ds.enable_sleep', null),
    flag('ds.zero_stage', 2),
    flag(
      'ds.attn_implementation',
      'eager',
      'Runs everywhere. Faster where its kernels are: flash_attention_2.',
    ),
    flag('ds.param_dtype', 'bf16'),
  ];
}

/** How much is sampled and how often it is gone through. */
function rolloutFlags(facts: RunFacts): Flag[] {
  const { settings } = facts;
  const { count, size } = evenMinibatches(settings.rolloutBatch, settings.minibatches);
  return [
    flag('rollout.batch_size', settings.rolloutBatch, 'Responses an iteration.'),
    flag('rollout.micro_batch_size', '$MICRO'),
    flag('rollout.n_samples_per_prompt', 1),
    flag('rollout.max_new_tokens', settings.maxNewTokens),
    flag(
      'rollout.temperature',
      trainingTemperature(settings),
      'Divides the logits in sampling, reference and update alike.',
    ),
    flag('rollout.top_p', 1),
    flag('train.batch_size', size, `Responses a minibatch: ${settings.rolloutBatch} in ${count}.`),
    flag('train.micro_batch_size', '$MICRO'),
    flag('train.max_epochs', settings.ppoEpochs, "PPO epochs over an iteration's responses."),
    flag(
      'train.num_episodes',
      promptEpochs(facts.iterations, settings.rolloutBatch, facts.promptRows),
      `Passes over the prompts: about ${facts.iterations} iterations.`,
    ),
    flag('train.seed', settings.seed),
  ];
}

/** Clipping, advantages, the KL penalty and what becomes of a score. */
function algorithmFlags(facts: RunFacts): Flag[] {
  const { settings } = facts;
  const { missingEosPenalty, scoreClip } = settings;
  const unfinished = unfinishedScore(facts);
  return [
    flag('actor.eps_clip_low_high', [settings.clipRange, settings.clipRange]),
    flag('critic.value_clip', settings.valueClipRange, 'Its default is 0.5.'),
    flag('algo.advantage.estimator', 'gae'),
    flag('algo.advantage.gamma', settings.gamma),
    flag('algo.advantage.lambd', settings.lambda, 'Its default is 1.'),
    ...(settings.dualClip > 1 ? [flag('actor.dual_clip', settings.dualClip)] : []),
    ...(settings.entropyCoefficient > 0 ? [flag('actor.entropy_coef', settings.entropyCoefficient)] : []),
    flag('algo.kl.estimator', settings.klEstimator),
    ...(settings.klIn === 'loss'
      ? [flag('algo.kl.use_loss', null, "In the policy's loss, as on the page.")]
      : []),
    flag('algo.kl.init_coef', facts.klCoefficient, "Beta as the page's controller had it at the export."),
    ...(settings.adaptiveKl
      ? [
          flag(
            'algo.kl.target',
            perTokenKl(settings.klTarget, facts.responseTokens),
            `Nats a token: ${settings.klTarget} a response on the page, over ${round(facts.responseTokens)} tokens.`,
            'OpenRLHF calls its adaptive controller incompatible with some modes; without this line beta stays.',
          ),
          flag('algo.kl.horizon', Math.max(1, Math.round(settings.klHorizon)), 'Episodes.'),
        ]
      : []),
    flag(
      'reward.clip_range',
      scoreRange(scoreClip, missingEosPenalty, facts.rewardOffset),
      'Not with --reward.normalize_enable: this release then divides by numbers that it never set.',
    ),
    ...(unfinished === null ? [] : [flag('reward.stop_properly_penalty_coef', unfinished)]),
  ];
}

function adamFlags({ settings }: RunFacts): Flag[] {
  return (['actor', 'critic'] as const).flatMap((model) => [
    flag(`${model}.adam.lr`, settings.learningRate),
    flag(
      `${model}.adam.betas`,
      [0.9, 0.999],
      ...(model === 'actor' ? ['Its default for the second is 0.95.'] : []),
    ),
    flag(`${model}.adam.eps`, 1e-8),
    flag(`${model}.adam.weight_decay`, settings.weightDecay),
    flag(`${model}.lr_scheduler`, 'constant'),
    flag(`${model}.lr_warmup_ratio`, 0),
    flag(`${model}.max_norm`, settings.maxGradNorm > 0 ? settings.maxGradNorm : 1e9),
  ]);
}

/** As OpenRLHF takes it: a negative number is a score, another would be a factor. Null where that is no score. */
function unfinishedScore({ settings, rewardOffset }: RunFacts): number | null {
  const score = fixedUnfinishedScore(settings.missingEosPenalty, rewardOffset);
  return score !== null && score < 0 ? score : null;
}

/** OpenRLHF adds no tokens to texts: the start token is written. */
function startFlags(facts: RunFacts): Flag[] {
  const text = startText(facts);
  return text === ''
    ? []
    : [flag('data.input_template', `${text}{}`, 'The start token, as the page has it.')];
}

/** Arguments of openrlhf.cli.train_rm. */
export function openrlhfRewardFlags(facts: RunFacts): Flag[] {
  const { settings } = facts;
  return [
    flag(
      'model.model_name_or_path',
      '$BUNDLE/reference',
      'The page fits from the base model too, with a fresh head.',
    ),
    flag('data.dataset', '$BUNDLE/data/preferences.jsonl'),
    flag('data.prompt_key', 'prompt'),
    ...startFlags(facts),
    flag('data.chosen_key', 'chosen'),
    flag('data.rejected_key', 'rejected'),
    flag('data.max_len', contextTokens(facts)),
    flag('ckpt.output_dir', '$BUNDLE/out/openrlhf-reward'),
    flag('ds.zero_stage', 2),
    flag('ds.attn_implementation', 'eager'),
    flag('ds.param_dtype', 'bf16'),
    flag(
      'train.batch_size',
      rewardPairs(facts),
      `Pairs: ${settings.rewardBatch} rankings of ${settings.answers} have ${pairsPerRanking(settings.answers)} each.`,
    ),
    flag('train.micro_batch_size', '$MICRO'),
    flag(
      'train.max_epochs',
      pairEpochs(settings.rewardEpochs, settings.answers),
      'Pairs show each answer K - 1 times.',
    ),
    flag('train.seed', settings.seed),
    flag('adam.lr', settings.rewardLearningRate),
    flag('adam.betas', [0.9, 0.999]),
    flag('adam.eps', 1e-8),
    flag('adam.weight_decay', settings.rewardWeightDecay),
    flag('lr_scheduler', 'constant'),
    flag('lr_warmup_ratio', 0),
    flag('max_norm', settings.maxGradNorm > 0 ? settings.maxGradNorm : 1e9),
  ];
}

/** Pairs of a step of the reward model. */
function rewardPairs({ settings }: RunFacts): number {
  return Math.max(1, settings.rewardBatch * pairsPerRanking(settings.answers));
}

/** The files below `openrlhf/`. */
export function openrlhfFiles(facts: RunFacts): OutputFile[] {
  return [
    textFile('openrlhf/requirements.txt', REQUIREMENTS),
    textFile('openrlhf/train_rm.sh', rewardScript(facts)),
    textFile('openrlhf/train_ppo_ray.sh', ppoScript(facts)),
  ];
}

/** Room for the longest prompt and a whole response, within what the model can read. */
export function contextTokens({ promptTokens, positions, settings }: RunFacts): number {
  return Math.min(positions, promptTokens + settings.maxNewTokens);
}

function round(value: number): string {
  return String(Number(value.toFixed(1)));
}

const VERSION = OPENRLHF_REQUIREMENTS['openrlhf[vllm]'];

const REQUIREMENTS = requirementsText(
  [
    `OpenRLHF ${VERSION}: its parsers accept the scripts beside this. They were not run: that takes GPUs. The other`,
    'versions are those that it names itself, and flash-attn, which it also wants, must be built after torch:',
    '  pip install torch && pip install flash-attn==2.8.3 --no-build-isolation && pip install -r requirements.txt',
  ],
  OPENRLHF_REQUIREMENTS,
);

const HEAD = `set -euo pipefail
cd "$(dirname "$0")/.."
# Absolute, because Ray's workers may start elsewhere.
BUNDLE="$PWD"
GPUS="\${GPUS:-1}"
`;

function rewardScript(facts: RunFacts): string {
  const lines = [
    `A new reward model on DeepSpeed, OpenRLHF ${VERSION}. GPUS=4 bash openrlhf/train_rm.sh runs on 4 GPUs.`,
    '',
    ...listed([
      rewardLossChange(facts),
      'OpenRLHF appends a space and the end token to every text, and takes a line end off it; the page appends the end token alone, and only to an answer that ended by itself.',
    ]),
  ];
  const batch = rewardPairs(facts);
  return `#!/usr/bin/env bash
${commentBlock(lines)}
${HEAD}${microScript(batch, microBatch(batch, 0), 'GPUS')}
flags=(
${dashedFlags(openrlhfRewardFlags(facts))}
)
deepspeed --num_gpus "$GPUS" --module openrlhf.cli.train_rm "\${flags[@]}" "$@"
`;
}

function ppoScript(facts: RunFacts): string {
  const { settings } = facts;
  const { size } = evenMinibatches(settings.rolloutBatch, settings.minibatches);
  const lines = [
    `PPO on Ray, OpenRLHF ${VERSION}. GPUS=4 bash openrlhf/train_ppo_ray.sh runs on 4 GPUs; on a cluster start Ray on`,
    'every machine first (ray start --head, ray start --address=...), and pass RAY=no here.',
    '',
    ...listed(openrlhfUnmatched(facts)),
  ];
  return `#!/usr/bin/env bash
${commentBlock(lines)}
${HEAD}START="\${START:-policy}"
if [ "\${RAY:-start}" = start ]; then
  ray start --head --num-gpus "$GPUS"
fi
${microScript(size, microBatch(size, settings.microBatch), 'GPUS')}
flags=(
${dashedFlags(openrlhfPpoFlags(facts))}
)
python3 -m openrlhf.cli.train_ppo_ray "\${flags[@]}" "$@"
`;
}
