import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ENSEMBLE_METRICS } from '../../../src/rl/rewards/ensemble.ts';
import { ALL_METHODS } from '../../../src/rl/algorithms/all.ts';
import { ALGORITHM_IDS, loadAlgorithm } from '../../../src/rl/algorithms/index.ts';
import { enSettings } from '../../../src/ui/settings/words/enSettings.ts';
import { COMMON_FIELDS } from '../../../src/rl/commonFields.ts';
import { chartsOf, loopStages } from '../../../src/rl/declaration.ts';
import { numberProblem, rangeOf, type Fields } from '../../../src/rl/fields.ts';
import { allFields, DEFAULT_SETTINGS, fieldsOf } from '../../../src/rl/algorithms/settings.ts';

const each = ALL_METHODS.map((method) => [method.id, method] as const);

test('no two settings share a name in the address, and ids are told apart', () => {
  const keys = Object.values(allFields()).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  // What an address says besides.
  for (const taken of ['model', 'v']) expect(keys).not.toContain(taken);
  expect(new Set(ALL_METHODS.map(({ id }) => id)).size).toBe(ALL_METHODS.length);
});

test('what is drawn can be run, and says the same of itself', async () => {
  expect(ALGORITHM_IDS.toSorted()).toEqual(ALL_METHODS.map(({ id }) => id).toSorted());
  for (const method of ALL_METHODS) expect(await loadAlgorithm(method.id)).toMatchObject(method);
  await expect(loadAlgorithm('toString')).rejects.toThrow('There is no method called toString.');
});

test.each(each)('%s: what a person is offered is within what can work, the default too', (_, method) => {
  for (const [name, field] of Object.entries(fieldsOf(method))) {
    if (field.kind === 'choice') expect(field.values, name).toContain(field.default);
    if (field.kind === 'text') expect(field.default.length, name).toBeLessThanOrEqual(field.most);
    if (field.kind !== 'number') continue;
    const [min, max] = rangeOf(field);
    const { default: usual, ownDefault = usual, adapterDefault = usual } = field;
    for (const value of [min, max, usual, ownDefault, adapterDefault]) {
      expect(numberProblem(name, field, value), name).toBeNull();
      expect(value >= min && value <= max, name).toBe(true);
    }
    expect(field.scale === 'log' ? field.step > 1 : field.step > 0, name).toBe(true);
  }
});

test.each(each)('%s: what stages and charts say is declared', (_, method) => {
  const settings: Fields = fieldsOf(method);
  const metrics: Readonly<Record<string, unknown>> = method.metrics;
  for (const { says = [] } of loopStages(method))
    for (const name of says) expect(settings, name).toHaveProperty(name);
  for (const chart of chartsOf(method)) {
    if (!('metric' in chart)) continue;
    expect(metrics).toHaveProperty([chart.metric]);
    for (const name of chart.says ?? [])
      expect([...Object.keys(metrics), ...Object.keys(settings)]).toContain(name);
  }
  const stages = loopStages(method).map(({ name }) => name);
  expect(new Set(stages).size).toBe(stages.length);
});

test.each(each)('%s: a slider beside a chart says what it moves', (_, method) => {
  const fields = fieldsOf(method);
  const known: Readonly<Record<string, string>> = enSettings.knobs;
  const knobs = chartsOf(method).flatMap(
    (chart) => ('knobs' in chart && chart.knobs?.(DEFAULT_SETTINGS)) || [],
  );
  const mute = knobs.filter((name) => name in fields && !(known[name] ?? fields[name].symbol));
  expect(mute).toEqual([]);
});

test('methods that share a setting mean the same by it', () => {
  for (const method of ALL_METHODS)
    for (const [name, field] of Object.entries<Fields[string]>(method.fields)) {
      const { kind, key } = allFields()[name];
      expect({ kind: field.kind, key: field.key }, `${method.id} ${name}`).toEqual({ kind, key });
      expect(COMMON_FIELDS, name).not.toHaveProperty(name);
    }
});

test('files list settings in the order they always had, so that a run repeats to the byte', () => {
  const first = ['seed', 'rater', 'targetWords', 'keyword', 'pattern', 'answers', 'temperature', 'topK'];
  const then = ['topP', 'maxNewTokens', 'rewardLearningRate', 'rewardEpochs', 'rewardBatch'];
  const method = ['rewardWeightDecay', 'heldOutShare', 'algorithm', 'rolloutBatch', 'ppoEpochs'];
  const update = ['minibatches', 'learningRate', 'weightDecay', 'maxGradNorm', 'clipRange', 'valueClipRange'];
  const credit = ['valueCoefficient', 'gamma', 'lambda', 'klCoefficient', 'adaptiveKl', 'klTarget'];
  const scores = ['klHorizon', 'whitenRewards', 'whitenAdvantages', 'missingEosPenalty', 'scoreClip'];
  const memory = ['method', 'loraRank', 'loraAlpha', 'loraTargets', 'weightStorage', 'recompute'];
  const rest = ['microBatch', 'contextLength', 'saveEvery', 'shardMegabytes'];
  const always = [first, then, method, update, credit, scores, memory, rest].flat();
  expect(always).toHaveLength(45);
  // Those of a method that came later stand somewhere between.
  const known = new Set(always);
  expect(Object.keys(DEFAULT_SETTINGS).filter((name) => known.has(name))).toEqual(always);
});

test('the table of metrics in the docs is what methods declare', () => {
  const text = readFileSync('docs/metrics.md', 'utf8');
  // A name that two methods mean different things by has a row for each.
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .map(([, name, unit, definition]) => ({ name, unit, definition }));
  for (const { metrics } of [...ALL_METHODS, { metrics: ENSEMBLE_METRICS }])
    for (const [name, { unit, definition }] of Object.entries(metrics))
      expect(rows.filter((row) => row.name === `\`${name}\``)).toContainEqual({
        name: `\`${name}\``,
        unit,
        definition,
      });
});
