import { unzipSync } from 'fflate';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SLIC } from '../docs/extending/slic/declaration.ts';
import { modelShapes, parseModelConfig, type ModelConfig } from '../../src/files/config/modelConfig.ts';
import { openFolder } from '../files/openFolder.ts';
import { readOutput } from '../../src/files/bytes/outputFile.ts';
import { clusterBundleFiles, writeClusterBundle, type ClusterInput } from '../../src/cluster/bundle.ts';
import { DEFAULT_SETTINGS } from '../../src/rl/algorithms/settings.ts';
import { ranking } from '../rl/events.ts';

const EMBEDDED = 'public/models/blurbs-tiny';
const CONFIG = parseModelConfig({
  model_type: 'gpt2',
  vocab_size: 1024,
  n_embd: 8,
  n_head: 2,
  n_layer: 1,
  n_positions: 96,
  eos_token_id: 0,
  pad_token_id: 1023,
});

function weights(config: ModelConfig, value: number): Map<string, Float32Array> {
  return new Map(
    [...modelShapes(config)].map(([name, shape]) => {
      const count = shape.reduce((product, extent) => product * extent, 1);
      return [name, new Float32Array(count).fill(value)];
    }),
  );
}

async function input(changes: Partial<ClusterInput> = {}): Promise<ClusterInput> {
  const names = ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json'];
  const files = await Promise.all(names.map((name) => readFile(`${EMBEDDED}/${name}`)));
  const reward = new Map(weights(CONFIG, 0.5)).set('score.weight', new Float32Array(8).fill(2));
  return {
    model: 'tiny',
    config: CONFIG,
    tokenizer: new Map(names.map((name, i) => [name, new Uint8Array(files[i])])),
    policy: weights(CONFIG, 0.25),
    reference: weights(CONFIG, 0.5),
    reward: { tensors: reward, normalisation: { mean: 1, std: 0.5 } },
    settings: { ...DEFAULT_SETTINGS, rolloutBatch: 8 },
    kl: { initial: 0.15, coefficient: 0.2 },
    history: [{ iteration: 1, values: { 'objective/kl': 0.5 } }],
    iteration: 1,
    prompts: { train: ['name: Aromi', 'name: The Eagle, type: pub'], heldOut: ['name: Zizzi'] },
    preferences: [ranking('r')],
    ...changes,
  };
}

async function contents(
  files: Awaited<ReturnType<typeof clusterBundleFiles>>,
): Promise<Map<string, Uint8Array>> {
  return new Map(await Promise.all(files.map(async (file) => [file.name, await readOutput(file)] as const)));
}

const json = (files: ReadonlyMap<string, Uint8Array>, name: string) =>
  JSON.parse(new TextDecoder().decode(files.get(name))) as Record<string, never>;

describe('the bundle', () => {
  it('holds three models that load, data, settings and scripts', async () => {
    const files = await contents(await clusterBundleFiles(await input()));
    for (const [folder, value] of [
      ['policy', 0.25],
      ['reference', 0.5],
    ] as const) {
      const { tensors } = await openFolder((name) => Promise.resolve(files.get(`${folder}/${name}`)!));
      expect(tensors.get('wte.weight')![5]).toBe(value);
    }
    expect(json(files, 'reward/config.json')).toMatchObject({
      architectures: ['GPT2ForSequenceClassification'],
      num_labels: 1,
      pad_token_id: 1023,
    });
    expect(json(files, 'policy/tokenizer_config.json')).toMatchObject({
      padding_side: 'left',
      pad_token: '<|pad|>',
    });
    expect(json(files, 'policy/generation_config.json')).toMatchObject({ temperature: 0.7 });
    expect(json(files, 'policy/generation_config.json')).not.toHaveProperty('max_new_tokens');
    expect(json(files, 'run.json')).toMatchObject({
      format: 'nudge-cluster-bundle',
      kl_controller: { coefficient: 0.2, target_per_response: 4 },
      reward: { mean: 1, std: 0.5, offset: 0, fitted: true },
      tokens: { mean_response: 3, positions: 96 },
      data: { prompts: 2, rankings: 1 },
      metrics: [{ iteration: 1, 'objective/kl': 0.5 }],
    });
    for (const name of [
      'trl/ppo.sh',
      'openrlhf/train_ppo_ray.sh',
      'verl/main_ppo.sh',
      'verl/train.json',
      'README.md',
    ]) {
      expect(files.get(name)!.byteLength, name).toBeGreaterThan(100);
    }
  });

  it('has what scores with a bag of tokens beside the reward model, and says who does without', async () => {
    const bag = {
      tokens: [3],
      weights: [0.5],
      length: { weight: 0.1, mean: 1, spread: 1 },
      mean: 0,
      std: 1,
    };
    const both = await contents(await clusterBundleFiles(await input({ bag })));
    expect(json(both, 'reward/bag.json')).toEqual(bag);
    expect(json(both, 'run.json')).toMatchObject({ reward: { bag: true, members: 1 } });
    const text = (files: ReadonlyMap<string, Uint8Array>, name: string) =>
      new TextDecoder().decode(files.get(name));
    const told = ['README.md', 'openrlhf/train_ppo_ray.sh'];
    for (const name of told) expect(text(both, name), name).toContain('reward/bag.json');
    for (const engine of ['trl', 'verl'])
      expect(text(both, `${engine}/reward_bag.py`)).toContain('def joined');

    const alone = await contents(await clusterBundleFiles(await input()));
    expect(alone.has('reward/bag.json')).toBe(false);
    expect(json(alone, 'run.json')).toMatchObject({ reward: { bag: false } });
    for (const name of told) expect(text(alone, name), name).not.toContain('bag.json');
  });

  it('gives the longest prompt in tokens, line end included', async () => {
    const files = await contents(await clusterBundleFiles(await input()));
    const { longest_prompt: longest } = json(files, 'run.json').tokens as { longest_prompt: number };
    const script = new TextDecoder().decode(files.get('verl/main_ppo.sh'));
    expect(longest).toBeGreaterThan(5);
    expect(script).toContain(`data.max_prompt_length=${longest}\n`);
    const prompts = new TextDecoder().decode(files.get('data/prompts.jsonl'));
    expect(prompts.split('\n')[0]).toBe('{"prompt":"name: Aromi\\n","index":0,"repeat":0}');
    const weightCount = [...weights(CONFIG, 1).values()].reduce((sum, { length }) => sum + length, 0);
    expect(new TextDecoder().decode(files.get('README.md'))).toContain(
      `${weightCount.toLocaleString('en-US')} weights`,
    );
  });

  it('pads with another token where the model pads with its end token', async () => {
    const files = await contents(
      await clusterBundleFiles(await input({ config: { ...CONFIG, pad: CONFIG.eos } })),
    );
    expect(json(files, 'policy/config.json')).toMatchObject({ pad_token_id: 1023, eos_token_id: 0 });
  });

  it('says that a reward model is missing', async () => {
    const files = await contents(await clusterBundleFiles(await input({ reward: null })));
    expect([...files.keys()].filter((name) => name.startsWith('reward/'))).toEqual([]);
    expect(new TextDecoder().decode(files.get('README.md'))).toContain('missing');
    expect(json(files, 'run.json')).toMatchObject({ reward: { fitted: false } });
  });

  it('holds every member of an ensemble, and says which the scripts take', async () => {
    const member = (value: number) => ({
      tensors: new Map(weights(CONFIG, value)).set('score.weight', new Float32Array(8).fill(value)),
      normalisation: { mean: value, std: 1 },
    });
    const request = { reward: member(1), otherRewards: [member(2), member(3)] };
    const files = await contents(await clusterBundleFiles(await input(request)));
    for (const [index, folder] of ['reward', 'reward-2', 'reward-3'].entries()) {
      const inside = new Map(
        [...files].flatMap(([name, bytes]) =>
          name.startsWith(`${folder}/`) ? [[name.slice(folder.length + 1), bytes] as const] : [],
        ),
      );
      const text = new TextDecoder().decode(inside.get('README.md'));
      expect(text).toContain(`Reward model ${index + 1} of 3`);
      expect(inside.get('model.safetensors')).not.toEqual(files.get('policy/model.safetensors'));
      expect(inside.has('tokenizer.json')).toBe(true);
    }
    expect(files.get('reward/model.safetensors')).not.toEqual(files.get('reward-2/model.safetensors'));
    expect(new TextDecoder().decode(files.get('README.md'))).toMatch(
      /`reward-2\/` to `reward-3\/` \| The other members of an ensemble of 3.*name the first/,
    );
    expect(json(files, 'run.json')).toMatchObject({ reward: { fitted: true, members: 3 } });
    const alone = await contents(await clusterBundleFiles(await input()));
    expect([...alone.keys()].filter((name) => name.startsWith('reward-'))).toEqual([]);
    expect(new TextDecoder().decode(alone.get('README.md'))).not.toMatch(/ensemble/);
  });

  it('keeps prompts that a chat template wrote as they are, and says how many tokens end an answer', async () => {
    const given = await input();
    const template = new TextEncoder().encode('{{ messages }}');
    const prompt = '<|im_start|>user\nname: Aromi<|im_end|>\n<|im_start|>assistant\n';
    const chat = { messages: [{ role: 'user', content: 'name: Aromi' }], template: 'abc' };
    const files = await contents(
      await clusterBundleFiles({
        ...given,
        config: { ...CONFIG, ends: [CONFIG.eos, 5] },
        tokenizer: new Map([...given.tokenizer, ['chat_template.jinja', template]]),
        prompts: { train: [prompt], heldOut: [] },
        preferences: [ranking('r', { prompt, chat })],
        promptText: (text) => text,
        templated: true,
      }),
    );
    const text = (name: string) => new TextDecoder().decode(files.get(name));
    const row = (name: string) => JSON.parse(text(name).split('\n')[0]) as Record<string, unknown>;
    expect(row('data/prompts.jsonl').prompt).toBe(prompt);
    expect(row('data/preferences.jsonl').prompt).toBe(prompt);
    expect(row('data/rankings.jsonl')).toMatchObject({ prompt, chat });
    expect(json(files, 'run.json')).toMatchObject({
      templated: true,
      tokens: { start: [], ends: [CONFIG.eos, 5] },
    });
    expect(text('README.md')).toContain('written with the chat template that the model came with');
    expect(text('trl/ppo.yaml')).toContain('on the page also at the tokens 5 of generation_config.json');
    expect(json(files, 'policy/config.json')).toMatchObject({ eos_token_id: [CONFIG.eos, 5] });
    expect(json(files, 'reward/config.json')).toMatchObject({ eos_token_id: CONFIG.eos });
  });

  it("names the run's own method, and by what the engines go on", async () => {
    const given = await input();
    const bundleBy = async (method: ClusterInput['method']) => {
      const files = await contents(await clusterBundleFiles({ ...given, reward: null, method }));
      return { readme: new TextDecoder().decode(files.get('README.md')), run: json(files, 'run.json') };
    };
    const usual = await bundleBy(undefined);
    expect(usual.readme).toMatch(/iterations? of PPO, with/);
    expect(usual.readme).toContain('**missing**, no rankings had been learned yet');
    expect(usual.readme).not.toContain('go on by PPO');
    expect(usual.run).toMatchObject({ method: { id: 'ppo', name: 'PPO' } });
    const own = await bundleBy(SLIC);
    expect(own.readme).toMatch(/iterations? of SLiC, with/);
    expect(own.readme).toContain('**missing**, SLiC learns without one');
    expect(own.readme).toContain('The scripts below go on by PPO, or by DPO and KTO from the rankings');
    expect(own.run).toMatchObject({ method: { id: 'slic', name: 'SLiC', paper: SLIC.paper } });
  });

  it("says that a model's own chat template is not used", async () => {
    const given = await input();
    const readme = async (tokenizer: ClusterInput['tokenizer']) => {
      const files = await contents(await clusterBundleFiles({ ...given, tokenizer }));
      return new TextDecoder().decode(files.get('README.md'));
    };
    const own = new Map(given.tokenizer).set(
      'chat_template.jinja',
      new TextEncoder().encode('{{ messages }}'),
    );
    expect(await readme(own)).toContain('chat template that the model came with. It was switched off');
    expect(await readme(given.tokenizer)).not.toContain('chat template');
  });

  it('goes into a zip, with its progress told', async () => {
    const chunks: Uint8Array[] = [];
    const stream = new WritableStream<Uint8Array<ArrayBuffer>>({ write: (chunk) => void chunks.push(chunk) });
    const progress: number[] = [];
    const { files, bytes } = await writeClusterBundle(stream, await input(), ({ done }) =>
      progress.push(done),
    );
    const zip = unzipSync(new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer()));
    expect(Object.keys(zip)).toHaveLength(files);
    expect(Object.values(zip).reduce((sum, file) => sum + file.byteLength, 0)).toBe(bytes);
    expect(progress.at(-1)).toBe(bytes);
  });

  it('stops when told to', async () => {
    const controller = new AbortController();
    const stream = new WritableStream<Uint8Array<ArrayBuffer>>({
      write: () => controller.abort(new Error('enough')),
    });
    await expect(writeClusterBundle(stream, await input(), undefined, controller.signal)).rejects.toThrow(
      'enough',
    );
  });
});
