import { describe, expect, it } from 'vitest';
import { costSection, planOf } from '../../src/cluster/costs.ts';
import { facts } from './facts.ts';

describe('what the README says that a run takes elsewhere', () => {
  const given = facts(
    { rolloutBatch: 8, ppoEpochs: 2 },
    { iterations: 10, meanPromptTokens: 20, responseTokens: 30, parameters: 1e9 },
  );

  it('is counted from the run that the scripts ask for', () => {
    expect(planOf(given)).toEqual({
      parameters: 1e9,
      iterations: 10,
      rollout: 8,
      promptTokens: 20,
      answerTokens: 30,
      epochs: 2,
      ownValueModel: true,
    });
  });

  it('adds up: 4,000 tokens, read at 2 operations a weight, learnt at 6, twice, by two models', () => {
    const text = costSection(given);
    // 2e9 · 4000 = 8e12 to read once; sampling takes ten times its share.
    expect(text).toContain('| sampling answers | 8.00e12 | 0.000159 |');
    expect(text).toContain('| scores by the reward model | 8.00e12 | 0.0000159 |');
    expect(text).toContain('| log π and values of the samples | 1.60e13 |');
    expect(text).toContain('| updates of policy and value model | 9.60e13 |');
    expect(text).toContain('| in all | 1.36e14 |');
  });

  it('says what was counted and that it is no measurement', () => {
    const text = costSection(facts({ ppoEpochs: 1 }, { parameters: 1234567 }));
    expect(text).toContain('Counted, not measured');
    expect(text).toContain('1,234,567 weights');
    expect(text).toContain('1 epoch an update');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });
});
