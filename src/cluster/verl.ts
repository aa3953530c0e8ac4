/**
 * Launch files for verl on Ray: PPO with a reward function that runs the page's reward model. Knows verl's settings and
 * what they mean there; the numbers come from convert.ts.
 */
import { trainingTemperature } from '../rl/trainingSettings.ts';
import type { Settings } from '../rl/algorithms/settings.ts';
import { textFile, type OutputFile } from '../files/bytes/outputFile.ts';
import { evenMinibatches, microBatch, perTokenKl, startText, type RunFacts } from './convert.ts';
import { commentBlock, flag, hydraFlags, listed, microScript, numberText, type Flag } from './flags.ts';
import { contextTokens, REFERENCE_IS_START } from './openrlhf.ts';
import rewardPy from './python/playground_reward.py?raw';
import rewardBagPy from './python/reward_bag.py?raw';
import { requirementsText, VERL_REQUIREMENTS } from './versions.ts';
import { nowhere } from './unmatched.ts';

/** What the page has and verl's PPO has not. */
export function verlUnmatched(facts: RunFacts): string[] {
  const { settings } = facts;
  return [
    ...nowhere(facts),
    REFERENCE_IS_START,
    'Rollouts are bfloat16, and verl loads a critic with flash attention; the page computes in float32.',
    'The reward function sees text without the end token: playground_reward.py tells an unfinished response by length.',
    ...(settings.klIn === 'loss' && settings.adaptiveKl
      ? [
          "Beta stays where it is: verl steers the KL's weight in the reward only, and the page had it in the loss.",
        ]
      : []),
    ...(settings.dualClip > 0 && settings.dualClip <= 1
      ? [`There is no dual clip: the page's, ${settings.dualClip}, is none that verl takes (above 1).`]
      : []),
    ...(settings.whitenRewards ? ['Rewards are not whitened; the page had it on.'] : []),
    ...(settings.whitenAdvantages ? [] : ['Advantages are always whitened; the page had it off.']),
    'The log of the ratio is cut to plus or minus 20.',
    "The critic is a token classifier on the starting model; its head is random, the page's was zero.",
  ];
}

const MICRO = '$MICRO';
/** verl's names of the estimators of Schulman 2020. */
const KL_NAMES = { k1: 'kl', k2: 'mse', k3: 'low_var_kl' } as const;
const ACTOR = 'actor_rollout_ref.actor';
const ROLLOUT = 'actor_rollout_ref.rollout';

/** Overrides of verl.trainer.main_ppo. */
export function verlFlags(facts: RunFacts): Flag[] {
  return [...dataFlags(facts), ...actorFlags(facts), ...criticFlags(facts), ...trainerFlags(facts)];
}

/** What is read, and how advantages are made. */
function dataFlags(facts: RunFacts): Flag[] {
  const { settings } = facts;
  return [
    flag('data.train_files', '$BUNDLE/verl/train.json'),
    flag('data.val_files', '$BUNDLE/verl/test.json'),
    flag('data.train_batch_size', settings.rolloutBatch, 'Responses an iteration: one to a prompt.'),
    flag('data.max_prompt_length', facts.promptTokens),
    flag('data.max_response_length', settings.maxNewTokens),
    flag('data.seed', settings.seed),
    flag('algorithm.adv_estimator', 'gae'),
    flag('algorithm.gamma', settings.gamma),
    flag('algorithm.lam', settings.lambda, 'Its default is 1.'),
    flag(
      'algorithm.use_kl_in_reward',
      settings.klIn === 'reward',
      'Off by default; without this or use_kl_loss the KL would not count at all.',
    ),
    flag('algorithm.kl_penalty', KL_NAMES[settings.klEstimator], `${settings.klEstimator}.`),
    flag('algorithm.kl_ctrl.type', settings.adaptiveKl ? 'adaptive' : 'fixed'),
    flag(
      'algorithm.kl_ctrl.kl_coef',
      facts.klCoefficient,
      "Beta as the page's controller had it at the export.",
    ),
    ...(settings.adaptiveKl
      ? [
          flag(
            'algorithm.kl_ctrl.target_kl',
            perTokenKl(settings.klTarget, facts.responseTokens),
            `Nats a token: ${settings.klTarget} a response on the page, over ${Number(facts.responseTokens.toFixed(1))} tokens.`,
          ),
          flag('algorithm.kl_ctrl.horizon', settings.klHorizon, 'Episodes.'),
        ]
      : []),
  ];
}

/** The policy: its model, its update, its answers; and the reference. */
function actorFlags(facts: RunFacts): Flag[] {
  const { settings } = facts;
  const { count, size } = evenMinibatches(settings.rolloutBatch, settings.minibatches);
  return [
    flag('actor_rollout_ref.model.path', '$BUNDLE/$START'),
    flag(
      'actor_rollout_ref.model.custom_chat_template',
      "'$TEMPLATE'",
      'Writes the prompt as the page does.',
    ),
    flag('actor_rollout_ref.model.use_remove_padding', false),
    flag('+actor_rollout_ref.model.override_config.attn_implementation', 'eager'),
    flag(`${ACTOR}.use_kl_loss`, settings.klIn === 'loss'),
    ...(settings.klIn === 'loss'
      ? [
          flag(
            `${ACTOR}.kl_loss_coef`,
            facts.klCoefficient,
            "Beta as the page's controller had it at the export.",
          ),
          flag(`${ACTOR}.kl_loss_type`, KL_NAMES[settings.klEstimator], `${settings.klEstimator}.`),
        ]
      : []),
    flag(`${ACTOR}.ppo_epochs`, settings.ppoEpochs, 'The critic takes the same, and the same minibatches.'),
    flag(
      `${ACTOR}.ppo_mini_batch_size`,
      size,
      `Responses a minibatch: ${settings.rolloutBatch} in ${count}.`,
    ),
    flag(`${ACTOR}.ppo_micro_batch_size_per_gpu`, MICRO),
    flag(`${ACTOR}.shuffle`, true),
    flag(`${ACTOR}.data_loader_seed`, settings.seed),
    flag(`${ACTOR}.clip_ratio`, settings.clipRange),
    flag(`${ACTOR}.clip_ratio_low`, settings.clipRange),
    flag(`${ACTOR}.clip_ratio_high`, settings.clipRange),
    settings.dualClip > 1
      ? flag(`${ACTOR}.clip_ratio_c`, settings.dualClip, 'Its default is 3.')
      : flag(
          `${ACTOR}.clip_ratio_c`,
          1e9,
          'Dual clipping is always on, at 3 by default; this is out of reach.',
        ),
    flag(`${ACTOR}.loss_agg_mode`, 'token-mean'),
    flag(`${ACTOR}.entropy_coeff`, settings.entropyCoefficient),
    ...adam(`${ACTOR}.optim`, settings),
    flag(`${ACTOR}.optim.clip_grad`, maxNorm(settings)),
    flag(`${ROLLOUT}.name`, 'vllm'),
    flag(`${ROLLOUT}.temperature`, trainingTemperature(settings), 'Divides the logits in the update too.'),
    flag(`${ROLLOUT}.top_k`, -1),
    flag(`${ROLLOUT}.top_p`, 1),
    flag(`${ROLLOUT}.n`, 1),
    flag(`${ROLLOUT}.tensor_model_parallel_size`, 1),
    flag(`${ROLLOUT}.gpu_memory_utilization`, 0.4),
    flag(`${ROLLOUT}.max_model_len`, contextTokens(facts)),
    flag(`${ROLLOUT}.log_prob_micro_batch_size_per_gpu`, MICRO),
    flag('actor_rollout_ref.ref.log_prob_micro_batch_size_per_gpu', MICRO),
  ];
}

/** The critic, and what scores. */
function criticFlags({ settings }: RunFacts): Flag[] {
  return [
    flag('critic.model.path', '$BUNDLE/$START'),
    flag('critic.model.use_remove_padding', false),
    flag('critic.ppo_micro_batch_size_per_gpu', MICRO),
    flag('critic.cliprange_value', settings.valueClipRange, 'Its default is 0.5.'),
    ...adam('critic.optim', settings),
    flag('critic.optim.clip_grad', maxNorm(settings)),
    flag('reward.custom_reward_function.path', '$BUNDLE/verl/playground_reward.py'),
    flag('reward.custom_reward_function.name', 'compute_score'),
    flag('reward.reward_manager.name', 'naive'),
    flag('reward.num_workers', 1, 'Each loads the reward model.'),
  ];
}

/** How long, where, and what is saved. */
function trainerFlags(facts: RunFacts): Flag[] {
  return [
    flag('trainer.total_training_steps', facts.iterations, 'Iterations.'),
    flag('trainer.total_epochs', facts.iterations, 'More passes over the prompts than the iterations take.'),
    flag('trainer.n_gpus_per_node', '$GPUS'),
    flag('trainer.nnodes', '$NODES'),
    flag('trainer.logger', '[console]'),
    flag('trainer.project_name', 'nudge'),
    flag('trainer.experiment_name', 'ppo'),
    flag('trainer.default_local_dir', '$BUNDLE/out/verl-ppo'),
    flag('trainer.save_freq', facts.iterations),
    flag('trainer.val_before_train', false),
    flag('trainer.test_freq', -1),
    flag(
      `${ACTOR}.checkpoint.save_contents`,
      '[model,optimizer,extra,hf_model]',
      'hf_model is what loads elsewhere.',
    ),
  ];
}

function adam(group: string, { learningRate, weightDecay }: Settings): Flag[] {
  return [
    flag(`${group}.lr`, learningRate),
    flag(`${group}.betas`, `[0.9,0.999]`),
    flag(`${group}.weight_decay`, weightDecay, 'Its default is 0.01.'),
    flag(`${group}.lr_scheduler_type`, 'constant'),
  ];
}

/** Where nothing is clipped, a norm that none reaches. */
function maxNorm({ maxGradNorm }: Settings): number {
  return maxGradNorm > 0 ? maxGradNorm : 1e9;
}

/** PLAIN_CHAT_TEMPLATE of tokenizerFiles.ts without quotes, which shell and Hydra would both read. */
const TEMPLATE = '{% for message in messages %}{{ message.content }}{% endfor %}';

/** The files below `verl/`; the data among them are dataFiles.ts's. */
export function verlFiles(facts: RunFacts): OutputFile[] {
  return [
    textFile('verl/requirements.txt', REQUIREMENTS),
    textFile('verl/playground_reward.py', rewardPy),
    textFile('verl/reward_bag.py', rewardBagPy),
    textFile('verl/main_ppo.sh', script(facts)),
  ];
}

const VERSION = VERL_REQUIREMENTS['verl[vllm]'];

const REQUIREMENTS = requirementsText(
  [
    `verl ${VERSION}: it composes its configuration from the script beside this. It was not run: that takes GPUs.`,
    'The other versions are those that it names itself. Its critic also wants flash-attn, built after torch:',
    '  pip install -r requirements.txt && pip install flash-attn==2.8.3 --no-build-isolation',
    'Wants Python 3.10 to 3.12.',
  ],
  VERL_REQUIREMENTS,
);

function script(facts: RunFacts): string {
  const { settings } = facts;
  const { size } = evenMinibatches(settings.rolloutBatch, settings.minibatches);
  const lines = [
    `PPO on Ray, verl ${VERSION}. GPUS=4 bash verl/main_ppo.sh runs on 4 GPUs; NODES=2 on two machines that share this`,
    'folder, with Ray started on both.',
    '',
    ...listed(verlUnmatched(facts)),
  ];
  return `#!/usr/bin/env bash
${commentBlock(lines)}
set -euo pipefail
cd "$(dirname "$0")/.."
# Absolute, because Ray's workers start elsewhere.
BUNDLE="$PWD"
GPUS="\${GPUS:-1}"
NODES="\${NODES:-1}"
START="\${START:-policy}"
# Messages as they are, behind the start token: what the page's prompts are to the model, whatever template it brought.
TEMPLATE="${startText(facts)}${TEMPLATE}"
# ${numberText(facts.promptTokens)} tokens is the longest prompt; verl cuts a longer one on the left.
${microScript(size, microBatch(size, settings.microBatch), 'GPUS * NODES')}
settings=(
${hydraFlags(verlFlags(facts))}
)
python3 -m verl.trainer.main_ppo "\${settings[@]}" "$@"
`;
}
