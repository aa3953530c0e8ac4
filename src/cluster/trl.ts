/**
 * Launch files for TRL on accelerate and DeepSpeed: reward model, DPO, KTO and PPO. Knows TRL's flags and what they
 * mean there; the numbers come from convert.ts.
 */
import { trainingTemperature } from '../rl/trainingSettings.ts';
import { textFile, type OutputFile } from '../files/bytes/outputFile.ts';
import { dpoBeta, evenMinibatches, pairEpochs, pairsPerRanking, type RunFacts } from './convert.ts';
import { flag, listed, yamlText, type Flag } from './flags.ts';
import ppoPy from './python/ppo.py?raw';
import rewardBagPy from './python/reward_bag.py?raw';
import { requirementsText, TRL_GPU_REQUIREMENTS, TRL_REQUIREMENTS } from './versions.ts';
import { nowhere, rewardLossChange } from './unmatched.ts';

/** What the page has and TRL's PPO, with what ppo.py adds, has not. */
export function trlUnmatched(facts: RunFacts): string[] {
  const { settings } = facts;
  return [
    ...nowhere(facts),
    ...(facts.ends.length > 1
      ? [
          `Responses end at the tokenizer's end token alone; on the page also at the tokens ${facts.ends.slice(1).join(', ')} of generation_config.json.`,
        ]
      : []),
    ...(settings.klIn === 'loss'
      ? ["The KL is charged in the reward, token by token; the page had it in the policy's loss."]
      : []),
    ...(settings.klEstimator === 'k2'
      ? ['The KL is estimated by k1; the page did by k2, which TRL has not.']
      : []),
    ...(settings.dualClip > 0
      ? [
          `There is no dual clip; on the page a token of negative advantage weighed at most ${settings.dualClip} of it.`,
        ]
      : []),
    ...(settings.entropyCoefficient > 0
      ? [`Entropy earns nothing; on the page it did, times ${settings.entropyCoefficient}.`]
      : []),
    ...(settings.whitenAdvantages ? [] : ['Advantages are always whitened; the page had it off.']),
    "The critic starts as a copy of the policy's trunk with a head of zeros.",
    'Where a response ends before the longest of its batch, TRL adds the score one place after the end token, on ' +
      'padding, and learns the value there too; the page adds it on the end token. Whitened advantages differ by 1.5 to ' +
      '3 %, and loss/value_avg and val/clipfrac_avg average one place more.',
    'The norm of the gradient is limited over policy and critic together; under DeepSpeed by zero2.yaml.',
  ];
}

/** Arguments of ppo.py. */
export function trlPpoFlags(facts: RunFacts): Flag[] {
  const { settings } = facts;
  const { count } = evenMinibatches(settings.rolloutBatch, settings.minibatches);
  return [
    flag('policy_path', 'policy'),
    flag('reference_path', 'reference'),
    flag('reward_model_path', 'reward'),
    flag('sft_model_path', 'reference'),
    flag('output_dir', 'out/trl-ppo'),
    flag(
      'per_device_train_batch_size',
      settings.rolloutBatch,
      'Responses an iteration on one GPU; ppo.sh divides by the number of GPUs.',
      'Steps of accumulation must stay 1: accelerate counts them over minibatches, so with more',
      'there would be one optimizer step an epoch whatever num_mini_batches says.',
    ),
    flag('gradient_accumulation_steps', 1),
    flag('local_rollout_forward_batch_size', settings.rolloutBatch),
    flag('num_mini_batches', count, ...unequal(settings.minibatches, count)),
    flag('num_ppo_epochs', settings.ppoEpochs),
    flag('total_episodes', facts.iterations * settings.rolloutBatch, `${facts.iterations} iterations.`),
    flag('learning_rate', settings.learningRate),
    flag('lr_scheduler_type', 'constant'),
    flag('weight_decay', settings.weightDecay),
    flag('adam_beta1', 0.9),
    flag('adam_beta2', 0.999),
    flag('adam_epsilon', 1e-8),
    flag('max_norm', settings.maxGradNorm),
    flag('cliprange', settings.clipRange),
    flag('cliprange_value', settings.valueClipRange),
    flag('vf_coef', settings.valueCoefficient),
    flag('gamma', settings.gamma),
    flag('lam', settings.lambda),
    flag('kl_coef', facts.klCoefficient, "Beta as the page's controller had it at the export, per token."),
    flag('kl_estimator', settings.klEstimator === 'k3' ? 'k3' : 'k1'),
    ...(settings.adaptiveKl
      ? [
          flag(
            'kl_target',
            settings.klTarget,
            "Nats a response, summed over its tokens: the page's own unit.",
          ),
          flag('kl_horizon', settings.klHorizon, 'Episodes.'),
        ]
      : []),
    flag(
      'whiten_rewards',
      settings.whitenRewards,
      'TRL asks for at least 8 responses a minibatch and GPU then.',
    ),
    flag(
      'temperature',
      trainingTemperature(settings),
      'Divides the logits in sampling, reference and update alike.',
    ),
    flag('response_length', settings.maxNewTokens),
    flag('stop_token', 'eos'),
    ...(settings.missingEosPenalty > 0
      ? [
          flag(
            'missing_eos_penalty',
            settings.missingEosPenalty,
            'Subtracted, after the clipping, as on the page.',
          ),
        ]
      : []),
    flag('score_clip', settings.scoreClip),
    flag('seed', settings.seed),
    ...common(),
    flag('num_sample_generations', 10, 'From data/prompts_test.jsonl.'),
    flag('per_device_eval_batch_size', 4),
  ];
}

/** Arguments of `trl reward`. */
export function trlRewardFlags({ settings }: RunFacts): Flag[] {
  return [
    flag('model_name_or_path', 'reference', 'The page fits from the base model too, with a fresh head.'),
    flag('output_dir', 'out/trl-reward'),
    ...dataset('data/preferences.jsonl', ['prompt', 'chosen', 'rejected']),
    flag(
      'per_device_train_batch_size',
      Math.max(1, settings.rewardBatch * pairsPerRanking(settings.answers)),
      `Pairs: ${settings.rewardBatch} rankings of ${settings.answers} have ${pairsPerRanking(settings.answers)} each.`,
    ),
    flag(
      'num_train_epochs',
      pairEpochs(settings.rewardEpochs, settings.answers),
      'Pairs show each answer K - 1 times an epoch.',
    ),
    flag('learning_rate', settings.rewardLearningRate),
    flag('lr_scheduler_type', 'constant'),
    flag('weight_decay', settings.rewardWeightDecay),
    flag('max_grad_norm', settings.maxGradNorm),
    flag('disable_dropout', true),
    flag('seed', settings.seed),
    ...common(),
  ];
}

/** Arguments of `trl dpo`: the same rankings without a reward model, as a baseline. */
export function trlDpoFlags(facts: RunFacts): Flag[] {
  const { settings } = facts;
  return [
    flag(
      'model_name_or_path',
      'reference',
      'Start and reference of DPO are one; the run on the page began there too.',
    ),
    flag('output_dir', 'out/trl-dpo'),
    ...dataset('data/preferences.jsonl', ['prompt', 'chosen', 'rejected']),
    ...preferenceFlags(facts, 'dpo'),
    flag('num_train_epochs', pairEpochs(settings.rewardEpochs, settings.answers)),
    flag('learning_rate', settings.learningRate),
    flag('lr_scheduler_type', 'constant'),
    flag('weight_decay', settings.weightDecay),
    flag('max_grad_norm', settings.maxGradNorm),
    flag('seed', settings.seed),
    ...common(),
  ];
}

/** Arguments of `trl kto`: from labels without a partner. */
export function trlKtoFlags(facts: RunFacts): Flag[] {
  const { settings } = facts;
  return [
    flag('model_name_or_path', 'reference'),
    flag('output_dir', 'out/trl-kto'),
    ...dataset('data/unpaired.jsonl', ['prompt', 'completion', 'label']),
    ...preferenceFlags(facts, 'kto'),
    ...(settings.algorithm === 'kto'
      ? [flag('desirable_weight', settings.ktoDesirable), flag('undesirable_weight', settings.ktoUndesirable)]
      : []),
    flag('num_train_epochs', 1),
    flag('learning_rate', settings.learningRate),
    flag('lr_scheduler_type', 'constant'),
    flag('weight_decay', settings.weightDecay),
    flag('max_grad_norm', settings.maxGradNorm),
    flag('seed', settings.seed),
    ...common(),
  ];
}

/** β and batch of a loss on rankings: the page's own where it learned by that method; else what has the optimum that PPO had. */
function preferenceFlags(facts: RunFacts, method: 'dpo' | 'kto'): Flag[] {
  const { settings, klCoefficient, reward } = facts;
  const least = method === 'kto' ? ['At least 2: the KL is estimated on mismatched rows of a batch.'] : [];
  return settings.algorithm === method
    ? [
        flag('beta', settings.preferenceBeta, 'As on the page.'),
        flag('per_device_train_batch_size', Math.max(2, settings.preferenceBatch), ...least),
      ]
    : [
        flag(
          'beta',
          dpoBeta(klCoefficient, reward.std),
          "PPO's beta times the spread by which the page divides scores: the same optimum.",
        ),
        flag('per_device_train_batch_size', 8, ...least),
      ];
}

/** The files below `trl/`. */
export function trlFiles(facts: RunFacts): OutputFile[] {
  const { settings } = facts;
  const yaml = (name: string, flags: readonly Flag[], ...comments: readonly string[]) =>
    textFile(`trl/${name}.yaml`, yamlText([...comments, ...TRL_HEAD], flags));
  return [
    textFile('trl/requirements.txt', REQUIREMENTS),
    textFile('trl/zero2.yaml', zero2(settings.maxGradNorm)),
    textFile('trl/ppo.py', ppoPy),
    textFile('trl/reward_bag.py', rewardBagPy),
    yaml(
      'ppo',
      trlPpoFlags(facts),
      'PPO on the policy, from where the page left it.',
      ...listed(trlUnmatched(facts)),
    ),
    yaml(
      'reward',
      trlRewardFlags(facts),
      'A new reward model from the pairs of the rankings.',
      rewardLossChange(facts),
      END_TOKEN,
    ),
    yaml('dpo', trlDpoFlags(facts), 'DPO on the pairs of the rankings.', END_TOKEN),
    yaml('kto', trlKtoFlags(facts), 'KTO on single labels.', END_TOKEN),
    textFile('trl/ppo.sh', ppoScript(settings)),
    ...(['reward', 'dpo', 'kto'] as const).map((name) => textFile(`trl/${name}.sh`, trlScript(name))),
  ];
}

const TRL_HEAD = [
  `For TRL ${TRL_REQUIREMENTS.trl}. Paths are from the bundle's folder, where the .sh beside this runs it.`,
];
const END_TOKEN =
  'TRL ends every completion with the end token; the page scored an answer that was cut without it.';

const REQUIREMENTS = requirementsText(
  [
    'TRL on accelerate. The scripts beside this ran with these versions on a CPU;',
    'DeepSpeed, for several GPUs, was not part of that. Wants Python 3.11 or newer.',
  ],
  TRL_REQUIREMENTS,
  TRL_GPU_REQUIREMENTS,
);

/** float32, as on the page, and nothing reported anywhere. */
function common(): Flag[] {
  return [
    flag('dtype', 'float32', 'As on the page. For a large model: bfloat16, and bf16 true.'),
    flag('bf16', false),
    flag('gradient_checkpointing', false),
    flag('report_to', 'none'),
    flag('logging_steps', 1),
    flag('save_strategy', 'no', 'The model is saved once, at the end.'),
  ];
}

function dataset(file: string, columns: readonly string[]): Flag[] {
  return [flag('datasets', [{ path: 'json', data_files: file, columns }])];
}

/** Says so when a number of minibatches had to change. */
function unequal(wanted: number, count: number): string[] {
  return wanted === count ? [] : [`The page has ${wanted}; a batch must divide evenly here.`];
}

function zero2(maxNorm: number): string {
  return `# accelerate: DeepSpeed ZeRO 2 on the GPUs of one machine. --num_processes in the scripts says how many.
compute_environment: LOCAL_MACHINE
debug: false
deepspeed_config:
  deepspeed_multinode_launcher: standard
  gradient_accumulation_steps: 1
  gradient_clipping: ${maxNorm > 0 ? maxNorm : 1e9}
  offload_optimizer_device: none
  offload_param_device: none
  zero3_init_flag: false
  zero_stage: 2
distributed_type: DEEPSPEED
downcast_bf16: 'no'
machine_rank: 0
main_training_function: main
# As on the page. For a large model: bf16.
mixed_precision: 'no'
num_machines: 1
num_processes: 1
rdzv_backend: static
same_network: true
tpu_env: []
tpu_use_cluster: false
tpu_use_sudo: false
use_cpu: false
`;
}

const SCRIPT_HEAD = `#!/usr/bin/env bash
# GPUS=4 bash SCRIPT runs on 4 GPUs of this machine; further arguments win over those of the .yaml file.
set -euo pipefail
cd "$(dirname "$0")/.."
GPUS="\${GPUS:-1}"
`;

function ppoScript({ rolloutBatch, minibatches }: RunFacts['settings']): string {
  const { count } = evenMinibatches(rolloutBatch, minibatches);
  return `${SCRIPT_HEAD.replace('SCRIPT', 'trl/ppo.sh')}
if (( ${rolloutBatch} % (GPUS * ${count}) )); then
  echo "${rolloutBatch} responses in ${count} minibatches cannot be shared by $GPUS GPUs evenly." >&2
  exit 1
fi
accelerate launch --config_file trl/zero2.yaml --num_processes "$GPUS" trl/ppo.py --config trl/ppo.yaml \\
  --per_device_train_batch_size $(( ${rolloutBatch} / GPUS )) "$@"
`;
}

function trlScript(name: string): string {
  return `${SCRIPT_HEAD.replace('SCRIPT', `trl/${name}.sh`)}
# The batch in the .yaml file is one GPU's.
accelerate launch --config_file trl/zero2.yaml --num_processes "$GPUS" -m trl.scripts.${name} \\
  --config trl/${name}.yaml "$@"
`;
}
