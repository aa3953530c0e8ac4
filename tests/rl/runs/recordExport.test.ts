import { expect, it } from 'vitest';
import { exportCsv, exportJsonl } from '../../../src/rl/runs/recordExport.ts';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';

const RUNS = [
  {
    id: 'one',
    name: 'a "quoted", name',
    algorithm: DEFAULT_SETTINGS.algorithm,
    model: '=SUM(A1)',
    seed: 3,
    history: [
      { iteration: 1, values: { 'objective/kl': 0.30000000000000004, lr: 3e-4 } },
      { iteration: 2, values: { 'objective/kl': NaN } },
    ],
  },
  {
    id: 'two',
    name: 'brisk-otter',
    algorithm: DEFAULT_SETTINGS.algorithm,
    model: 'blurbs-tiny',
    seed: 4,
    history: [{ iteration: 1, values: { 'val/ratio': -1 } }],
  },
];

it('CSV has a column a metric by TRL’s name, a row an iteration, numbers in full and no formula', () => {
  const [header, first, second, third, end] = exportCsv(RUNS).split('\r\n');
  expect(header).toBe('run,name,algorithm,model,seed,step,objective/kl,lr,val/ratio');
  expect(first).toBe(
    `one,"a ""quoted"", name",${DEFAULT_SETTINGS.algorithm},'=SUM(A1),3,1,0.30000000000000004,0.0003,`,
  );
  expect(second.endsWith(',3,2,,,')).toBe(true);
  expect(third.endsWith(',4,1,,,-1')).toBe(true);
  expect(end).toBe('');
});

it('JSONL has an object an iteration; what is not finite is null', () => {
  const rows = exportJsonl(RUNS)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatchObject({ run: 'one', step: 1, seed: 3, 'objective/kl': 0.30000000000000004 });
  expect(rows[1]['objective/kl']).toBeNull();
  expect(rows[2]).toMatchObject({ name: 'brisk-otter', 'val/ratio': -1 });
});

it('what happened since the row before stands behind the metrics, where anything did', () => {
  const measured = { rankings: 2, pairs: 12, accuracy: 0.75, kendallTau: 0.5 };
  const run = {
    ...RUNS[0],
    agreement: [{ iteration: 0, heldOut: measured, trained: measured }],
    changes: [{ iteration: 1, changed: [{ name: 'klTarget', from: 4, to: 8 }] }],
  };
  const [header, first, second, third] = exportCsv([run, RUNS[1]]).split('\r\n');
  expect(header.endsWith(',val/ratio,nudge/events')).toBe(true);
  expect(first.endsWith(',fit: 0.750 held out')).toBe(true);
  expect(second.endsWith(',klTarget: 4 → 8')).toBe(true);
  expect(third.endsWith(',-1,')).toBe(true);
  const rows = exportJsonl([run]).trim().split('\n');
  expect(JSON.parse(rows[1])).toMatchObject({ step: 2, 'nudge/events': 'klTarget: 4 → 8' });
});
