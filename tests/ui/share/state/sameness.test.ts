import { expect, it } from 'vitest';
import { reasonsOf } from '../../../../src/ui/share/state/sameness.ts';
import { enShare } from '../../../../src/ui/share/words/enShare.ts';
import { zhShare } from '../../../../src/ui/share/words/zhShare.ts';
import { SESSION } from '../../fakeSession.ts';
import { sentRanking, sentRun } from '../../../rl/runs/sentRun.ts';

const record = sentRun(6, { adapter: SESSION.adapter, kernels: SESSION.kernels.variant });
const sent = {
  record,
  place: { iteration: 6, chart: null, dialog: null },
  of: 6,
  exact: true,
  left: 0,
};

it('of a run that differs from the first iteration on nothing is said to be the same', () => {
  for (const words of [enShare, zhShare]) {
    expect(words.differs(1, 'episode', 32, 4)).not.toMatch(/0/);
    expect(words.differs(3, 'episode', 32, 4)).toMatch(/2.*3.*32.*4/);
  }
});

it('nothing stands against it where all is as it was', () => {
  expect(reasonsOf(sent, SESSION, [])).toEqual([]);
  // A browser says less of its adapter.
  const elsewhere = { ...record, adapter: `${record.adapter} driver 5.0` };
  expect(reasonsOf({ ...sent, record: elsewhere }, SESSION, [])).toEqual([]);
  // What was sent may be here already.
  expect(reasonsOf(sent, SESSION, [sentRanking(2)])).toEqual([]);
});

it.each([
  ['adapter', { record: { ...record, adapter: 'another' } }],
  ['kernels', { record: { ...record, kernels: 'register16' } }],
  ['fits', { record: { ...record, agreement: [...record.agreement, ...record.agreement] } }],
  [
    'changes',
    { record: { ...record, changes: [{ iteration: 2, changed: [{ name: 'klTarget', from: 4, to: 6 }] }] } },
  ],
  ['reward', { record: { ...record, reward: { name: 'taste', sha256: 'ab' } } }],
  ['rounded', { exact: false }],
] as const)('%s is named', (reason, change) => {
  expect(reasonsOf({ ...sent, ...change }, SESSION, [])).toEqual([reason]);
});

it('rankings of one’s own and judgements that were taken back are named', () => {
  expect(reasonsOf(sent, SESSION, [sentRanking(9)])).toEqual(['mine']);
  const undone = [...record.rankings, { type: 'undo', id: 'u', at: 1, target: 'ranking-1' } as const];
  expect(reasonsOf({ ...sent, record: { ...record, rankings: undone } }, SESSION, [])).toEqual(['undone']);
});
