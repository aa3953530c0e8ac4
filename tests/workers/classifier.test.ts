import { describe, expect, it } from 'vitest';
import type { Classifier } from '../../src/tastes/classifier.ts';
import { ClassifierError, ClassifierSlot, type OpenClassifier } from '../../src/workers/classifier.ts';

/** Classifiers whose logits are the text's length and its negative; every call is written down. */
function laboratory(labels: readonly string[] = ['LONG', 'SHORT']) {
  const log: string[] = [];
  const opens = async ({ id }: { readonly id: string }): Promise<OpenClassifier> => {
    if (id === 'lab/none') throw new ClassifierError('no such model');
    log.push(`open ${id}`);
    return {
      labels,
      normalisation: 'softmax',
      file: 'onnx/model.onnx',
      logits: async (texts) => texts.map(({ length }) => [length, -length]),
      close: () => void log.push(`close ${id}`),
    };
  };
  const slot = new ClassifierSlot(opens);
  let accepted: Classifier | null = null;
  const accept = async (classifier: Classifier) => {
    accepted = classifier;
  };
  return {
    slot,
    log,
    use: (id: string, label?: string) => slot.use({ id, label }, {}, accept),
    utilities: (...texts: string[]) => accepted!.utilities(texts),
  };
}

describe('the classifier of a session', () => {
  it('judges by the log-odds of its label', async () => {
    const { use, utilities } = laboratory();
    const info = await use('lab/a', 'SHORT');
    expect(info).toEqual({ id: 'lab/a', file: 'onnx/model.onnx', labels: ['LONG', 'SHORT'], label: 'SHORT' });
    expect(await utilities('ab', 'abcd')).toEqual([-4, -8]);
  });

  it('changes its label without loading again', async () => {
    const { use, utilities, log } = laboratory();
    expect((await use('lab/a')).label).toBe('SHORT');
    expect((await use('lab/a', 'LONG')).label).toBe('LONG');
    expect(await utilities('ab')).toEqual([4]);
    expect(log).toEqual(['open lab/a']);
  });

  it('lets the one before go once there is another', async () => {
    const { use, log } = laboratory();
    await use('lab/a');
    await use('lab/b');
    expect(log).toEqual(['open lab/a', 'open lab/b', 'close lab/a']);
  });

  it('keeps the one before when another cannot be had', async () => {
    const { slot, use, utilities, log } = laboratory();
    await use('lab/a', 'LONG');
    await expect(use('lab/none')).rejects.toThrow('no such model');
    await expect(use('lab/b', 'WIDE')).rejects.toThrow(/no label "WIDE".*LONG, SHORT/);
    await expect(
      slot.use({ id: 'lab/c' }, {}, () => Promise.reject(new ClassifierError('gave NaN'))),
    ).rejects.toThrow('gave NaN');
    expect(log).toEqual(['open lab/a', 'open lab/b', 'close lab/b', 'open lab/c', 'close lab/c']);
    expect(await utilities('abc')).toEqual([6]);
    expect((await use('lab/a')).id).toBe('lab/a');
    expect(log).toHaveLength(5);
  });

  it('is not taken when it comes after the cancel', async () => {
    const { slot, log } = laboratory();
    const controller = new AbortController();
    const using = slot.use({ id: 'lab/a' }, { signal: controller.signal }, () => Promise.resolve());
    controller.abort();
    await expect(using).rejects.toMatchObject({ name: 'AbortError' });
    expect(log).toEqual(['open lab/a', 'close lab/a']);
  });

  it('cannot be had where nothing loads classifiers', async () => {
    const slot = new ClassifierSlot(undefined);
    await expect(slot.use({ id: 'lab/a' }, {}, () => Promise.resolve())).rejects.toThrow(/cannot be loaded/);
  });
});
