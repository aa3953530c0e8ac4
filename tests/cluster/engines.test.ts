import { describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { readOutput, type OutputFile } from '../../src/files/bytes/outputFile.ts';
import {
  openrlhfFiles,
  openrlhfPpoFlags,
  openrlhfRewardFlags,
  openrlhfUnmatched,
} from '../../src/cluster/openrlhf.ts';
import { trlDpoFlags, trlFiles, trlPpoFlags, trlRewardFlags, trlUnmatched } from '../../src/cluster/trl.ts';
import { verlFiles, verlFlags, verlUnmatched } from '../../src/cluster/verl.ts';
import { OPENRLHF_REQUIREMENTS, TRL_REQUIREMENTS, VERL_REQUIREMENTS } from '../../src/cluster/versions.ts';
import { byName, facts } from './facts.ts';

async function text(files: readonly OutputFile[], name: string): Promise<string> {
  return new TextDecoder().decode(await readOutput(files.find((file) => file.name === name)!));
}

describe('TRL', () => {
  it('takes the numbers in the units of the page', () => {
    const ppo = byName(trlPpoFlags(facts({ rolloutBatch: 32, minibatches: 3 })));
    expect(Object.fromEntries(ppo)).toMatchObject({
      per_device_train_batch_size: 32,
      gradient_accumulation_steps: 1,
      num_mini_batches: 2,
      num_ppo_epochs: 2,
      total_episodes: 1600,
      kl_coef: 0.12,
      kl_target: 4,
      kl_horizon: 64,
      temperature: 0.7,
      missing_eos_penalty: 1,
      score_clip: 2,
      max_norm: 1,
      cliprange_value: 0.2,
    });
  });

  it('leaves out what is off', () => {
    const ppo = byName(trlPpoFlags(facts({ adaptiveKl: false, missingEosPenalty: 0 })));
    expect(['kl_target', 'kl_horizon', 'missing_eos_penalty'].filter((name) => ppo.has(name))).toEqual([]);
  });

  it('converts rankings to pairs and beta to that of DPO', () => {
    const reward = byName(trlRewardFlags(facts({ rewardBatch: 4, answers: 4, rewardEpochs: 6 })));
    expect([reward.get('per_device_train_batch_size'), reward.get('num_train_epochs')]).toEqual([24, 2]);
    expect(byName(trlDpoFlags(facts())).get('beta')).toBeCloseTo(0.06, 12);
  });

  it('passes the limit of the gradient to DeepSpeed too', async () => {
    expect(await text(trlFiles(facts({ maxGradNorm: 0.5 })), 'trl/zero2.yaml')).toContain(
      'gradient_clipping: 0.5\n',
    );
  });

  it('shares the batch among GPUs or refuses', async () => {
    const script = await text(trlFiles(facts({ rolloutBatch: 24 })), 'trl/ppo.sh');
    expect(script).toContain('if (( 24 % (GPUS * 2) ))');
    expect(script).toContain('--per_device_train_batch_size $(( 24 / GPUS ))');
  });
});

describe('OpenRLHF', () => {
  it('takes the KL per token, half-open batches and both clips', () => {
    const ppo = byName(openrlhfPpoFlags(facts({ valueClipRange: 0.3 })));
    expect(Object.fromEntries(ppo)).toMatchObject({
      'algo.kl.target': 0.2,
      'algo.kl.horizon': 64,
      'algo.kl.init_coef': 0.12,
      'algo.advantage.lambd': 0.95,
      'rollout.batch_size': 32,
      'train.batch_size': 16,
      'train.max_epochs': 2,
      'train.num_episodes': 4,
      'critic.value_clip': 0.3,
      'actor.eps_clip_low_high': [0.2, 0.2],
      'reward.clip_range': [-2, 2],
      'reward.stop_properly_penalty_coef': -1,
      'data.max_len': 100,
    });
  });

  it('leaves out what is off, and keeps within what the model can read', () => {
    const ppo = byName(
      openrlhfPpoFlags(facts({ adaptiveKl: false, missingEosPenalty: 0 }, { positions: 90 })),
    );
    expect(['algo.kl.target', 'reward.stop_properly_penalty_coef'].filter((name) => ppo.has(name))).toEqual(
      [],
    );
    expect(ppo.get('data.max_len')).toBe(90);
  });

  it('moves scores where the reward model has an offset, and drops a penalty that would be read as a factor', () => {
    const moved = byName(openrlhfPpoFlags(facts({}, { rewardOffset: 0.5 })));
    expect(moved.get('reward.clip_range')).toEqual([-1.5, 2.5]);
    expect(moved.get('reward.stop_properly_penalty_coef')).toBe(-0.5);
    const far = facts({}, { rewardOffset: 1.5 });
    expect(byName(openrlhfPpoFlags(far)).has('reward.stop_properly_penalty_coef')).toBe(false);
    expect(openrlhfUnmatched(far).join()).toContain('there is no penalty');
    expect(openrlhfUnmatched(far).join()).toContain('higher by 1.5');
  });

  it('trains a reward model on the pairs', () => {
    const flags = byName(openrlhfRewardFlags(facts({ rewardBatch: 2, answers: 3 })));
    expect([flags.get('train.batch_size'), flags.get('adam.betas')]).toEqual([6, [0.9, 0.999]]);
  });
});

describe('verl', () => {
  it('takes the KL per token in the reward, without dual clipping', () => {
    const flags = byName(verlFlags(facts()));
    expect(Object.fromEntries(flags)).toMatchObject({
      'algorithm.use_kl_in_reward': true,
      'algorithm.kl_ctrl.type': 'adaptive',
      'algorithm.kl_ctrl.target_kl': 0.2,
      'actor_rollout_ref.actor.ppo_mini_batch_size': 16,
      'actor_rollout_ref.actor.clip_ratio_c': 1e9,
      'critic.cliprange_value': 0.2,
      'data.max_prompt_length': 40,
      'actor_rollout_ref.rollout.max_model_len': 100,
    });
    // verl cuts the log ratio to 20 and the ratio to less than that.
    expect(1e9).toBeGreaterThan(Math.exp(20));
  });

  it('fixes beta where the page does', () => {
    const flags = byName(verlFlags(facts({ adaptiveKl: false })));
    expect([flags.get('algorithm.kl_ctrl.type'), flags.has('algorithm.kl_ctrl.target_kl')]).toEqual([
      'fixed',
      false,
    ]);
  });
});

it('lets GPUs share a minibatch, fewer responses at a time where they must', async () => {
  const run = facts({ rolloutBatch: 24, minibatches: 2 });
  for (const script of [
    await text(openrlhfFiles(run), 'openrlhf/train_ppo_ray.sh'),
    await text(verlFiles(run), 'verl/main_ppo.sh'),
  ]) {
    expect(script).toMatch(/if \(\( 12 % \(GPUS.*\) \)\); then/);
    expect(script).toContain('MICRO=6\nwhile (( 12 % (MICRO * GPUS');
    expect(script).toContain('$MICRO"');
  }
});

describe('what has no counterpart', () => {
  it('is named in every script', async () => {
    const run = facts({ whitenRewards: true, whitenAdvantages: false });
    const scripts = [
      [trlUnmatched(run), await text(trlFiles(run), 'trl/ppo.yaml')],
      [openrlhfUnmatched(run), await text(openrlhfFiles(run), 'openrlhf/train_ppo_ray.sh')],
      [verlUnmatched(run), await text(verlFiles(run), 'verl/main_ppo.sh')],
    ] as const;
    for (const [items, script] of scripts) {
      const unwrapped = script.replaceAll('\n#   ', ' ');
      for (const item of items) expect(unwrapped).toContain(`# - ${item}\n`);
      expect(items.some((item) => item.includes('Advantages are always whitened'))).toBe(true);
    }
    expect(trlUnmatched(run).some((item) => item.includes('Rewards are not whitened'))).toBe(false);
    expect(openrlhfUnmatched(run).some((item) => item.includes('Rewards are not whitened'))).toBe(true);
  });
});

describe('versions', () => {
  it('are those that the checks install', async () => {
    const lines = (await readFile('scripts/interop/requirements.txt', 'utf8')).split('\n');
    const pinned = Object.entries(TRL_REQUIREMENTS).map(([name, version]) => `${name}==${version}`);
    expect(lines).toEqual(expect.arrayContaining(pinned));
    const engines = (await readFile('scripts/interop/engines.txt', 'utf8')).split('\n');
    expect(engines).toContain(`openrlhf==${OPENRLHF_REQUIREMENTS['openrlhf[vllm]']}`);
    expect(engines).toContain(`verl==${VERL_REQUIREMENTS['verl[vllm]']}`);
  });
});
