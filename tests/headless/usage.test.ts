import { expect, test } from 'vitest';
import { OptionsError, parseOptions } from '../../src/headless/options.ts';
import { usage } from '../../src/headless/usage.ts';
import { ALL_METHODS } from '../../src/rl/algorithms/all.ts';
import { INVENTED } from '../rl/algorithms/invented.ts';

const methods = [...ALL_METHODS, INVENTED];

test('the help says what every setting of every method can be', () => {
  const help = usage(methods);
  for (const { id, fields } of methods) {
    const own = help.split(`--set algorithm=${id}:`)[1];
    for (const [name, field] of Object.entries(fields)) expect(own).toContain(`  ${name}=${field.default} `);
  }
  expect(help).toMatch(/drafts=6 +whole number from 1 to 100, drafts; d\n/);
  expect(help).toMatch(/mood=calm +calm, bold\n/);
  const ids = methods.map(({ id }) => id).join(', ');
  expect(help).toMatch(new RegExp(`algorithm=ppo +${ids}\\n`));
  expect(usage()).not.toContain('drafts');
});

test('every option is told of', () => {
  const help = usage();
  for (const name of ['model', 'base', 'reward', 'hub', 'cache', 'model-root', 'prompts', 'template', 'date'])
    expect(help).toMatch(new RegExp(`^  --${name} [A-Z]+ `, 'm'));
  expect(help).toContain('https://huggingface.co');
  expect(help).toContain('.cache/models');
});

test('a method’s settings are set like any other, and its defaults come with it', () => {
  const set = (...words: string[]) =>
    parseOptions(
      words.flatMap((word) => ['--set', word]),
      methods,
    )?.settings;
  expect(set('algorithm=invented', 'drafts=8', 'stubborn=false')).toMatchObject({
    algorithm: 'invented',
    drafts: 8,
    stubborn: false,
    learningRate: 5e-5,
  });
  // Its own rate for adapters, too.
  expect(set('method=lora', 'algorithm=invented')).toMatchObject({ learningRate: 5e-4 });
  expect(set()).toMatchObject({ algorithm: 'ppo', learningRate: 3e-4, drafts: 6 });
  for (const wrong of ['drafts=101', 'drafts=2.5', 'mood=angry', 'algorithm=none'])
    expect(() => set(wrong)).toThrow(OptionsError);
  expect(() => parseOptions(['--set', 'drafts=8'])).toThrow('No setting is called drafts.');
});

test('a preset sets its method and all it chose; what is set behind it counts', () => {
  const set = (...words: string[]) => parseOptions(words.flatMap((word) => ['--set', word]))?.settings;
  expect(set('preset=dapo')).toMatchObject({ algorithm: 'grpo', clipHigh: 0.28, lossNormaliser: 'token' });
  expect(set('preset=dapo', 'clipHigh=0.5')).toMatchObject({
    algorithm: 'grpo',
    clipHigh: 0.5,
    groupSize: 8,
  });
  expect(parseOptions(['--preset', 'dapo'])).toMatchObject({
    model: 'blurbs-tiny',
    rankings: 48,
    iterations: 20,
  });
  expect(() => set('preset=dap')).toThrow(OptionsError);
  expect(() => set('preset=dap')).toThrow(/length-200-unleashed, grpo, drGrpo, dapo, gspo, cispo, sapo/);
  expect(usage()).toMatch(/preset=grpo +grpo, drGrpo, dapo, gspo, cispo, sapo; /);
});

test('a preset of a whole run names its model, rankings and iterations, unless they are named', () => {
  const run = parseOptions(['--preset', 'length-200'])!;
  expect(run).toMatchObject({ model: 'stories260k', rankings: 0, iterations: 49 });
  expect(run.settings).toMatchObject({
    algorithm: 'ppo',
    rewardSource: 'tokens',
    targetTokens: 200,
    missingEosPenalty: 0,
    adaptiveKl: false,
  });
  expect(run.settings.klCoefficient).toBeGreaterThan(0);
  const words = ['--preset', 'length-200-unleashed', '--iterations', '3', '--model', 'blurbs-tiny'];
  const other = parseOptions([...words, '--set', 'targetTokens=20'])!;
  expect(other).toMatchObject({ model: 'blurbs-tiny', rankings: 0, iterations: 3 });
  expect(other.settings).toMatchObject({ targetTokens: 20, klCoefficient: 0 });
});
