/** What a bundle gives engines to read is what the model on the page read: the same ids, start token included. */
import { describe, expect, it } from 'vitest';
import { modelShapes, parseModelConfig } from '../../src/files/config/modelConfig.ts';
import { readOutput } from '../../src/files/bytes/outputFile.ts';
import { clusterBundleFiles } from '../../src/cluster/bundle.ts';
import { ownTokenizer } from '../../src/model/tokenizing/ownRules.ts';
import { DEFAULT_SETTINGS } from '../../src/rl/algorithms/settings.ts';
import { readFixture, readFixtureText } from '../fixtures/load.ts';
import { ranking } from '../rl/events.ts';

const PROMPT = 'Once upon a time';
const config = parseModelConfig(JSON.parse(await readFixtureText('stories260k/config.json')));
const tokenizerJson = await readFixture('stories260k/tokenizer.json');
const names = { bos_token: '<s>', eos_token: '</s>', unk_token: '<unk>', add_bos_token: true };
const read = ownTokenizer(JSON.parse(new TextDecoder().decode(tokenizerJson)) as object, names, config.vocab);

const WHOLE = [
  'Once upon a time there was a fox.',
  'Once upon a time, a boy ran.',
  'Once upon a times were hard. ',
];
const answers = WHOLE.map((text) => {
  const tokens = read.encode(text).slice(read.encode(PROMPT).length);
  return {
    text: read.continuation(tokens).trim(),
    tokens: [...tokens, read.eosId],
    finished: true,
    iteration: 0,
  };
});

async function bundle(changes: object = {}): Promise<(name: string) => string> {
  const weights = new Map(
    [...modelShapes(config)].map(([name, shape]) => [
      name,
      new Float32Array(shape.reduce((product, extent) => product * extent, 1)),
    ]),
  );
  const files = await clusterBundleFiles({
    model: 'stories',
    config,
    tokenizer: new Map([
      ['tokenizer.json', tokenizerJson],
      ['tokenizer_config.json', new TextEncoder().encode(JSON.stringify(names))],
    ]),
    policy: weights,
    reference: weights,
    reward: null,
    settings: DEFAULT_SETTINGS,
    kl: { initial: 0.15, coefficient: 0.2 },
    history: [],
    iteration: 0,
    prompts: { train: [PROMPT], heldOut: [] },
    preferences: [ranking('r', { prompt: PROMPT, answers, tiers: [[0], [1], [2]] })],
    promptText: (prompt) => prompt,
    ...changes,
  });
  const texts = new Map(
    await Promise.all(
      files
        .filter(({ name }) => !name.endsWith('.safetensors'))
        .map(async (file) => [file.name, new TextDecoder().decode(await readOutput(file))] as const),
    ),
  );
  return (name) => texts.get(name)!;
}

const rows = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, never>);

describe('a model whose texts begin with a start token', async () => {
  const file = await bundle();

  it('has pairs and rankings that encode to what it read', () => {
    const pairs = rows(file('data/preferences.jsonl'));
    expect(pairs.map(({ prompt, chosen, rejected }) => [prompt + chosen, prompt + rejected])).toEqual([
      [WHOLE[0], WHOLE[1]],
      [WHOLE[0], WHOLE[2]],
      [WHOLE[1], WHOLE[2]],
    ]);
    const [{ prompt, responses }] = rows(file('data/rankings.jsonl'));
    (responses as string[]).forEach((response, index) =>
      expect(read.encode(prompt + response)).toEqual([
        ...read.encode(PROMPT),
        ...answers[index].tokens.slice(0, -1),
      ]),
    );
    const unpaired = rows(file('data/unpaired.jsonl'));
    expect(unpaired.map(({ prompt: asked, completion }) => asked + completion)).toEqual([WHOLE[0], WHOLE[2]]);
  });

  it('tells every engine the start token', () => {
    const [start] = read.startIds;
    expect((JSON.parse(file('run.json')) as { tokens: object }).tokens).toMatchObject({
      start: [start],
      longest_prompt: 1 + read.encode(PROMPT).length,
    });
    for (const script of ['trl/ppo.py', 'verl/playground_reward.py']) {
      expect(file(script), script).toContain('["tokens"]["start"]');
    }
    expect(file('verl/main_ppo.sh')).toContain('TEMPLATE="<s>{% for');
    expect(file('openrlhf/train_ppo_ray.sh')).toContain('--data.input_template "<s>{}"');
    expect(file('policy/README.md')).toContain(
      `ids = [${start}] + tokenizer("prompt", add_special_tokens=False)`,
    );
  });

  it('leaves it to the template that wrote the prompts', async () => {
    const templated = await bundle({ templated: true });
    expect((JSON.parse(templated('run.json')) as { tokens: object }).tokens).toMatchObject({ start: [] });
    expect(templated('policy/README.md')).not.toContain('[1] +');
    expect(templated('verl/main_ppo.sh')).toContain('TEMPLATE="{% for');
  });

  it('writes texts of another model as this one reads them', async () => {
    const foreign = answers.map((answer) => ({ ...answer, tokens: [5, 6, 9_999] }));
    const other = await bundle({
      preferences: [ranking('r', { prompt: PROMPT, answers: foreign, tiers: [[0], [1, 2]] })],
    });
    const [{ chosen }] = rows(other('data/preferences.jsonl'));
    expect(chosen).toBe(' there was a fox.');
  });
});
