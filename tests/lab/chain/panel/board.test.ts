/** What the panel holds: no ranking is lost, whatever is changed. */
import { expect, it } from 'vitest';
import { DOMAINS } from '../../../../src/lab/chain/domain/demonstrations.ts';
import { essayChain } from '../../../../src/lab/chain/domain/prompts.ts';
import { added, removed } from '../../../../src/lab/chain/editing.ts';
import {
  allTraces,
  cutAt,
  deskNow,
  newBoard,
  rankedTraces,
  withAnother,
  withChain,
  withDesk,
  withDomain,
  withImported,
  withRanks,
  withTrace,
  type Board,
} from '../../../../src/lab/chain/panel/board.ts';
import { runChain } from '../../../../src/lab/chain/run.ts';
import { rankedSteps } from '../../../../src/lab/chain/trace.ts';
import { fakeWriter } from '../fakeWriter.ts';

const CHAIN = essayChain(DOMAINS.venues);

/** A board whose chain was run. */
async function run(board: Board): Promise<Board> {
  const model = fakeWriter((prompt, sample) => `${prompt.length} ${sample}`);
  const [trace] = await runChain(model, deskNow(board).chain, [board.trace], { seed: 1, chat: null });
  return withTrace(board, trace);
}

it('keeps every ranking, whatever is changed', async () => {
  const done = await run(newBoard('venues', 1));
  expect(done.trace.steps).toHaveLength(8);
  const own = withRanks(withRanks(done, 0, [[0], [1], [2]]), 2, [[0], [1], [2]]);
  expect(rankedSteps([own.trace])).toBe(2);
  const count = (board: Board) => rankedSteps(rankedTraces(board));
  const changes: ((board: Board) => Board)[] = [
    (board) => withDesk(board, { reader: 'students' }),
    (board) => withDomain(board, 'funds'),
    (board) => withAnother(board, 5),
    (board) => withChain(board, removed(CHAIN, 1)),
    (board) => withRanks(board, 0, [[2], [1], [0]]),
    (board) => cutAt(board, 0),
  ];
  for (const change of changes) expect(count(change(own))).toBeGreaterThanOrEqual(2);
  // What stands before a change goes on under another name.
  const cut = cutAt(own, 1);
  expect(cut.trace.steps).toHaveLength(1);
  expect(cut.trace.id).not.toBe(own.trace.id);
  expect(cut.kept[0]).toBe(own.trace);
  // Nothing was ranked behind: nothing is put by.
  expect(cutAt(own, 3).kept).toEqual([]);
  expect(cutAt(own, 3).trace.id).toBe(own.trace.id);
});

it('leaves alone what a change does not touch', async () => {
  const done = await run(newBoard('venues', 1));
  const longer = withChain(done, added(CHAIN, 'write', 'step', 'x', []));
  expect(longer.trace.steps).toHaveLength(8);
  expect(withDomain(done, 'venues')).toBe(done);
  const late = withTrace(withAnother(done, 3), done.trace);
  expect(late.trace.steps).toEqual([]);
});

it('takes each trace back once', async () => {
  const done = withRanks(await run(newBoard('venues', 1)), 0, [[0], [1], [2]]);
  const other = { ...done.trace, id: 'other' };
  const read = withImported(withImported(done, [done.trace, other]), [other]);
  expect(allTraces(read).map(({ id }) => id)).toEqual([done.trace.id, 'other']);
});
