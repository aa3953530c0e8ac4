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
