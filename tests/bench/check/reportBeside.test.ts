/** The report's parts on other libraries and on TRL, as they stand in the whole. */
import { describe, expect, it } from 'vitest';
import { reportMarkdown } from '../../../bench/check/report.ts';
import { cells, PEERS, RESULTS, RUN, TRL } from './stageResults.ts';

describe('what the report sets beside ours', () => {
  const report = reportMarkdown(RUN, RESULTS);

  it('sets the steps of other libraries beside ours, and says why there is none', () => {
    expect(cells(report, '| S | TensorFlow.js')).toEqual([
      'S',
      'TensorFlow.js',
      '10.000',
      '0.0 %',
      '5.00',
      '300',
      '7',
      'its own way',
      '6.9400 to 6.5000',
    ]);
    expect(cells(report, '| S | Nudge')[4]).toBe('1.00');
    expect(cells(report, '| M | TensorFlow.js')[4]).toBe('20.00');
    expect(cells(report, '| S | webgpu-llm')).toContain('refused: Adapter does not expose shader-f16');
    expect(cells(report, '| M | jax-js')).toContain('FAILED: out of memory');
    expect(cells(report, '| M | webgpu-llm')).toContain('time was up');
    // Sampling has no time of ours here.
    const sampling = cells(report.slice(report.indexOf('| sampling')), '| S | jax-js');
    expect(sampling.filter((cell) => ['25.000', '-', '7680'].includes(cell))).toHaveLength(3);
  });

  it('tells a geometric mean only where every size was measured', () => {
    expect(report).toContain('TensorFlow.js: 10.00 times ours (geometric mean over 2 sizes)');
    expect(report).toContain('jax-js: not measured (geometric mean over 2 sizes)');
    expect(report).toContain('webgpu-llm 0.1.0: not measured');
  });

  it('sets an iteration beside one of TRL, the first ones left out', () => {
    expect(report).toContain('trl 1.12.0, torch 2.11 on A GPU.');
    expect(cells(report, '| Nudge | 220.0')).toEqual([
      'Nudge',
      '220.0',
      '9.1 %',
      '30.0',
      '190.0',
      '1920',
      '2',
      '0.500 to 1.000',
    ]);
    expect(cells(report, '| TRL |').slice(1, 6)).toEqual(['1100.0', '0.0 %', '600.0', '500.0', '1920']);
    expect(report).toContain("An iteration of TRL's: 5.00 times ours.");
  });

  it('says why there is nothing of TRL or of the other libraries', () => {
    const trl = { ...TRL, trl: { missing: 'There is no python3.', iterations: [] } };
    const peers = { ...PEERS, missing: 'made without', rows: PEERS.rows.slice(0, 1) };
    const alone = reportMarkdown(RUN, { trl, peers });
    expect(alone).toContain('There is no python3.');
    expect(cells(alone, '| TRL |')[1]).toBe('not measured');
    expect(alone).toContain("An iteration of TRL's: not measured.");
    expect(alone).toContain('made without');
    expect(alone).not.toMatch(/NaN|undefined|null/);
  });
});
