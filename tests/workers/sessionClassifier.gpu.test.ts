/** A classifier from a hub as the rater of a whole session: it ranks, the reward model learns, PPO reports it. */
import { describe, expect, inject, it } from 'vitest';
import { MemoryStorage } from '../../src/files/bytes/storage.ts';
import { activeRankings, isJudgement } from '../../src/preferences/log.ts';
import type { PreferenceEvent } from '../../src/preferences/event.ts';
import { openClassifierWorker } from '../../src/workers/classifierClient.ts';
import { logOdds } from '../../src/tastes/classifier.ts';
import { openSession } from './openSession.ts';

const host = inject('classifierHub');
const SENTIMENT = { id: 'lab/sentiment', host };
const environment = { openClassifier: openClassifierWorker };

describe('a session with a classifier', () => {
  it('ranks by it, fits the reward model to that, and plots its utility', async () => {
    const { session, told } = await openSession({ environment });
    const info = await session.useClassifier(SENTIMENT);
    expect(info).toEqual({
      id: 'lab/sentiment',
      file: 'onnx/model.onnx',
      labels: ['NEGATIVE', 'POSITIVE'],
      label: 'POSITIVE',
    });
    await session.simulate('classifier', 12);
    await told.settled();
    const events = told.of('preferences').flatMap((event): readonly PreferenceEvent[] => event.events);
    expect(events).toHaveLength(12);
    const base = told.of('baseUtility').at(-1)!.baseUtility.classifier!;
    expect(base.sd).toBeGreaterThan(0);

    // Asked directly, the classifier puts the answers in nearly the same order.
    const model = await openClassifierWorker(SENTIMENT, {});
    let agreeing = 0;
    let pairs = 0;
    for (const ranking of activeRankings(events)) {
      expect(ranking.rater).toBe('classifier');
      const rows = await model.logits(ranking.answers.map(({ text }) => text));
      const utility = rows.map((row) => logOdds(row, 1, model.normalisation));
      const order = ranking.tiers.map(([first]) => utility[first]);
      for (let better = 0; better < order.length; better++) {
        for (let worse = better + 1; worse < order.length; worse++) {
          pairs++;
          agreeing += Number(order[better] > order[worse]);
        }
      }
    }
    model.close();
    expect(pairs).toBeGreaterThan(12);
    expect(agreeing / pairs).toBeGreaterThan(0.75);

    await session.step('iteration');
    await session.step('iteration');
    const { row } = await told.next('metrics', ({ row }) => row.iteration === 1);
    expect(row.values['utility/classifier']).toBeGreaterThan(base.mean - 4 * base.sd);
    expect(row.values['utility/classifier']).toBeLessThan(base.mean + 4 * base.sd);
    const { trained, heldOut } = told.of('agreement').at(-1)!;
    expect(trained.rankings + heldOut.rankings).toBe(12);
    expect(told.of('failure')).toEqual([]);
    const loading = told.of('progress').filter(({ task }) => task === 'classifier');
    expect(loading.at(-1)!.done).toBe(loading.at(-1)!.total);
    expect(events.every(isJudgement)).toBe(true);
  });

  it('turns the taste round with the label, and measures the base model by it', async () => {
    const { session, told } = await openSession({ environment });
    await session.useClassifier(SENTIMENT);
    await session.simulate('classifier', 1);
    await told.settled();
    const praise = told.of('baseUtility').at(-1)!.baseUtility.classifier!;
    const info = await session.useClassifier({ ...SENTIMENT, label: 'NEGATIVE' });
    expect(info.label).toBe('NEGATIVE');
    await told.settled();
    const blame = told.of('baseUtility').at(-1)!.baseUtility.classifier!;
    expect(blame.mean).toBeCloseTo(-praise.mean, 5);
    expect(blame.sd).toBeCloseTo(praise.sd, 5);
  });

  it('measures the base model anew where a run goes on', async () => {
    const storage = new MemoryStorage();
    const first = await openSession({ environment, storage });
    await first.session.useClassifier(SENTIMENT);
    await first.session.simulate('classifier', 5);
    await first.session.step('iteration');
    await first.told.next('saved');
    const before = first.told.of('baseUtility').at(-1)!.baseUtility.classifier!;
    const { session, told, info } = await openSession({ environment, storage });
    expect(info.baseUtility!.classifier!.mean).toBe(before.mean);
    await session.useClassifier({ ...SENTIMENT, label: 'NEGATIVE' });
    await told.settled();
    expect(told.of('baseUtility').at(-1)!.baseUtility.classifier!.mean).toBeCloseTo(-before.mean, 5);
  });

  it('says what is missing where none is loaded, and what is wrong with the one asked for', async () => {
    const { session, told } = await openSession({ environment });
    await expect(session.simulate('classifier', 3)).rejects.toThrow(/none is loaded/);
    await expect(session.useClassifier({ id: 'lab/causal', host })).rejects.toThrow(/not a text classifier/);
    await expect(session.useClassifier({ ...SENTIMENT, label: 'JOY' })).rejects.toThrow(/no label "JOY"/);
    await expect(session.simulate('classifier', 3)).rejects.toThrow(/none is loaded/);
    await session.simulate('shorter', 4);
    await told.settled();
    expect(told.of('preferences')).toHaveLength(4);
    expect(told.of('baseUtility').at(-1)!.baseUtility.classifier).toBeUndefined();
  });

  it('goes on without its number when the classifier ends', async () => {
    const { session, told } = await openSession({
      environment: {
        openClassifier: async (request, hooks) => {
          const model = await openClassifierWorker(request, hooks);
          let asked = 0;
          // Dies after the base model and the rankings.
          const logits: typeof model.logits = (texts) => {
            if (++asked > 2) model.close();
            return model.logits(texts);
          };
          return { ...model, logits };
        },
      },
    });
    await session.useClassifier(SENTIMENT);
    await session.simulate('classifier', 5);
    await session.step('iteration');
    await session.step('iteration');
    const { row } = await told.next('metrics');
    expect(row.values['utility/shorter']).toBeLessThan(0);
    expect(row.values['utility/classifier']).toBeUndefined();
    expect(told.of('failure')).toEqual([]);
    await expect(session.simulate('classifier', 5)).rejects.toThrow(/classifier/i);
  });

  it('gives a loading up when cancelled, and keeps the one before', async () => {
    const { session, told } = await openSession({ environment });
    await session.useClassifier(SENTIMENT);
    const loading = session.useClassifier({ id: 'lab/silent', host });
    setTimeout(() => void session.cancel('classifier'), 100);
    await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
    await session.simulate('classifier', 2);
    await told.settled();
    expect(told.of('preferences')).toHaveLength(2);
  });
});
