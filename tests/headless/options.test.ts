import { describe, expect, it } from 'vitest';
import { OptionsError, parseOptions } from '../../src/headless/options.ts';
import { usage } from '../../src/headless/usage.ts';
import { DEFAULT_SETTINGS } from '../../src/rl/algorithms/settings.ts';

describe('parseOptions', () => {
  it('reads the documented command', () => {
    const args =
      '--model blurbs-small --labeler warmer --rankings 12 --iterations 3 --seed 7 --kernels register8 --out run.json --quiet';
    expect(parseOptions(args.split(' '))).toEqual({
      model: 'blurbs-small',
      base: null,
      reward: null,
      labeler: 'warmer',
      rankings: 12,
      rankingsFile: null,
      inside: 0,
      iterations: 3,
      settings: { ...DEFAULT_SETTINGS, answers: 8, rater: 'warmer', seed: 7 },
      kernels: 'register8',
      out: 'run.json',
      receipt: null,
      quiet: true,
      prompts: null,
      system: '',
      template: true,
      named: '',
      date: null,
      modelRoot: 'public/models',
      hub: 'https://huggingface.co',
      cache: '.cache/models',
    });
  });

  it('fills in defaults, with the labeler as the rater', () => {
    expect(parseOptions([])).toMatchObject({
      model: 'blurbs-tiny',
      labeler: 'shorter',
      rankings: 48,
      iterations: 20,
      settings: { ...DEFAULT_SETTINGS, answers: 8, rater: 'shorter' },
      kernels: null,
      out: null,
    });
  });

  it('sets any setting in the type of its default', () => {
    const args = ['--set', 'klTarget=4.5', '--set', 'adaptiveKl=false', '--set', 'learningRate=3e-5'];
    expect(parseOptions(args)?.settings).toMatchObject({
      klTarget: 4.5,
      adaptiveKl: false,
      learningRate: 3e-5,
    });
  });

  it('takes settings that are words', () => {
    const args = ['--set', 'method=lora', '--set', 'loraTargets=mlp', '--set', 'weightStorage=f16'];
    const { method, loraTargets, weightStorage } = parseOptions(args)!.settings;
    expect([method, loraTargets, weightStorage]).toEqual(['lora', 'mlp', 'f16']);
  });

  it('takes the usual learning rates of adapters with them, unless others are set', () => {
    expect(parseOptions(['--set', 'method=lora'])?.settings).toMatchObject({
      learningRate: 2e-3,
      rewardLearningRate: 3e-3,
    });
    const own = ['--set', 'learningRate=3e-4', '--set', 'method=lora'];
    expect(parseOptions(own)?.settings).toMatchObject({ learningRate: 3e-4, rewardLearningRate: 3e-3 });
  });

  it('takes greedy answers, filters and what raters look for, and defaults by the kind of model', () => {
    const args = [
      '--labeler',
      'pattern',
      '--set',
      'pattern=^a=b',
      '--set',
      'temperature=0',
      '--set',
      'topK=5',
    ];
    expect(parseOptions(args)?.settings).toMatchObject({
      rater: 'pattern',
      pattern: '^a=b',
      temperature: 0,
      topK: 5,
      missingEosPenalty: 1,
    });
    expect(parseOptions(['--model', 'mine'])?.settings.missingEosPenalty).toBe(0);
    const set = ['--model', 'mine', '--set', 'missingEosPenalty=2'];
    expect(parseOptions(set)?.settings.missingEosPenalty).toBe(2);
  });

  it.each([
    [['--labeler', 'keyword'], /nothing to look for/],
    [['--labeler', 'pattern', '--set', 'pattern=('], /no regular expression/],
    [['--labeler', 'pattern', '--set', 'pattern=(a)\\1'], /reference back/i],
    [['--set', 'temperature=-1'], /temperature is a number from 0/],
    [['--set', 'topP=0'], /topP/],
    [['--set', 'answers=9'], /answers is a whole number from 2 to 8/],
  ])('refuses %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(OptionsError);
    expect(() => parseOptions(args)).toThrow(message);
  });

  it('lets --seed win over --set seed', () => {
    expect(parseOptions(['--set', 'seed=3', '--seed', '4'])?.settings.seed).toBe(4);
  });

  it('asks for help as null, and the help names every setting that can be set', () => {
    expect(parseOptions(['--help'])).toBeNull();
    for (const name of Object.keys(DEFAULT_SETTINGS).filter((setting) => setting !== 'rater'))
      expect(usage()).toContain(`${name}=`);
  });

  it.each([
    [['--labeler', 'longer'], /No labeler is called longer.*shorter/],
    [['--iterations', 'many'], /--iterations takes a whole number of at least 0/],
    [['--rankings', '0'], /--rankings takes a whole number of at least 1/],
    [['--seed', '1.5'], /--seed takes a whole number/],
    [['--kernels', 'fast'], /No matrix products are called fast.*quad16/],
    [['--set', 'klTarget'], /--set takes NAME=VALUE/],
    [['--set', 'klTraget=4'], /No setting is called klTraget/],
    [['--set', 'toString=4'], /No setting is called toString/],
    [['--set', 'klTarget=four'], /klTarget is a number/],
    [['--set', 'klTarget='], /klTarget is a number/],
    [['--set', 'adaptiveKl=1'], /adaptiveKl is true or false/],
    [['--set', 'method=qlora'], /method is one of full, lora/],
    [['--set', 'weightStorage=16'], /weightStorage is one of f32, f16/],
    [['--set', 'rater=person'], /chosen with --labeler/],
    [['--unknown'], /--unknown.*--help/],
    [['stray'], /stray.*--help/],
  ])('refuses %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
    expect(() => parseOptions(args)).toThrow(OptionsError);
  });
});

describe('chat templates', () => {
  it('are chosen by name, with a date or without one', () => {
    expect(parseOptions(['--template', 'rag', '--date', '2025-03-03'])).toMatchObject({
      template: true,
      named: 'rag',
      date: '2025-03-03T00:00:00',
    });
    expect(parseOptions(['--no-template'])).toMatchObject({ template: false, named: '' });
  });

  it('are refused where that cannot be obeyed', () => {
    expect(() => parseOptions(['--template', 'rag', '--no-template'])).toThrow('cannot be obeyed together');
    expect(() => parseOptions(['--date', 'yesterday'])).toThrow('--date takes a date like 2025-03-03');
  });
});

it('has a labeler rank nothing where people have, unless it is told to', () => {
  const file = ['--rankings-file', 'mine.jsonl'];
  expect(parseOptions([])).toMatchObject({ rankings: 48, rankingsFile: null });
  expect(parseOptions(file)).toMatchObject({ rankings: 0, rankingsFile: 'mine.jsonl' });
  expect(parseOptions([...file, '--rankings', '12'])).toMatchObject({ rankings: 12 });
});
