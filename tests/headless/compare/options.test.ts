/** The command line of a contest: methods by any spelling, one seed root, what is held equal. */
import { expect, it } from 'vitest';
import {
  budgetOf,
  commandFor,
  compareUsage,
  parseCompareOptions,
  settingsFor,
} from '../../../src/headless/compare/options.ts';
import { ALL_METHODS } from '../../../src/rl/algorithms/all.ts';

const parse = (...args: string[]) => parseCompareOptions(args)!;

it('takes all methods and five seeds when left out, and names them', () => {
  const options = parse();
  expect(options.methods).toEqual(ALL_METHODS);
  expect(options.seeds).toEqual([1, 2, 3, 4, 5]);
  expect(options).toMatchObject({
    rankings: 48,
    iterations: 20,
    labeler: 'warmer',
    tune: false,
    out: 'contest',
  });
  expect(options.tuneLabeler).toBe('length');
  expect(parse('--labeler', 'length').tuneLabeler).not.toBe('length');
  for (const { id } of ALL_METHODS) expect(compareUsage()).toContain(id);
  expect(parseCompareOptions(['--help'])).toBeNull();
});

it('takes some of the seeds, for one of several processes', () => {
  expect(parse('--seeds', '2-4').seeds).toEqual([2, 3, 4]);
  expect(parse('--seeds', '5-5').seeds).toEqual([5]);
});

it('writes down the command that makes the same contest', () => {
  const said = ['--methods', 'ppo,best-of-n', '--seeds', '2-4', '--labeler', 'family', '--looks', '2'];
  const options = parse(...said, '--set', 'rolloutBatch=8', '--set', 'asking=random');
  const words = commandFor(options).split(' ').slice(4);
  expect(parse(...words)).toEqual(options);
});

it('knows a method by any spelling, once', () => {
  const { methods } = parse('--methods', 'best-of-n,PPO,bestOfN');
  expect(methods.map(({ id }) => id)).toEqual(['bestOfN', 'ppo']);
  expect(() => parse('--methods', 'ppo,guesswork')).toThrow(/No method is called "guesswork".*ppo/);
});

it('refuses what cannot be held equal, or makes no sense', () => {
  expect(() => parse('--set', 'learningRate=1')).toThrow(/no setting for all methods/);
  expect(() => parse('--set', 'seed=1')).toThrow(/no setting for all methods/);
  expect(() => parse('--looks', '9', '--iterations', '8')).toThrow(/--looks/);
  for (const seeds of ['0', '3-2', '2-', 'all']) expect(() => parse('--seeds', seeds)).toThrow(/--seeds/);
  expect(() => parse('--labeler', 'nobody')).toThrow(/nobody/);
});

it('gives a method its seed, what is set for all, its rate, and as many updates as the usual method', () => {
  const options = parse('--set', 'rolloutBatch=8', '--set', 'minibatches=1');
  for (const method of ALL_METHODS) {
    const settings = settingsFor(options, method, 3, 0.005);
    expect(settings).toMatchObject({ algorithm: method.id, seed: 3, rolloutBatch: 8, learningRate: 0.005 });
    expect(settings.rater).toBe('warmer');
  }
  const planned = budgetOf(options, new Map());
  const counts = planned.filter(({ updates }) => updates > 0).map(({ updates }) => updates);
  expect(new Set(counts)).toEqual(new Set([2]));
});

it('has one reward model judge, unless it is told otherwise', () => {
  for (const method of ALL_METHODS) {
    expect(settingsFor(parse(), method, 1).rewardBag, method.id).toBe(false);
    expect(settingsFor(parse('--set', 'rewardBag=true'), method, 1).rewardBag, method.id).toBe(true);
  }
});

it('takes rankings of people in place of a labeler’s, and says so in its command', () => {
  const options = parse('--rankings-file', 'ours/rankings.jsonl', '--methods', 'ppo', '--seeds', '2');
  expect(options.common).toMatchObject({ rankingsFile: 'ours/rankings.jsonl', rankings: 0 });
  expect(commandFor(options)).toContain('--rankings-file rankings.jsonl --iterations 20');
  expect(() => parse('--rankings-file', 'a.jsonl', '--rankings', '8')).toThrow(/cannot be obeyed together/);
});
