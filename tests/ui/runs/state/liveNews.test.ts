/** What is told of the run that trains before its record is loaded: nothing is loaded without need, and nothing is lost. */
import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../../src/rl/algorithms/settings.ts';
import type { MetricsRow } from '../../../../src/rl/algorithms/metrics.ts';
import type { Comparison } from '../../../../src/rl/runs/compare.ts';
import { reading, type RunEvent } from '../../../../src/rl/runs/events.ts';
import type { SessionInfo } from '../../../../src/workers/protocol.ts';
import type { TrainerLink } from '../../../../src/ui/app/state/trainerLink.ts';
import { AUTOMATIC } from '../../../../src/ui/library/choice/choice.ts';
import { tellLiveRun } from '../../../../src/ui/runs/state/liveNews.ts';
import type { LivePage, LiveRun } from '../../../../src/ui/runs/state/liveRun.ts';
import { createRunStore } from '../../../../src/ui/runs/state/runStore.ts';

const row = (iteration: number): MetricsRow => ({ iteration, values: { 'objective/kl': iteration } });

/** A page whose record writes down what it is told; `broken` keeps it from being loaded. */
function pageOn() {
  const run = createRunStore({ ...DEFAULT_SETTINGS }, AUTOMATIC);
  let listener: (event: RunEvent) => void = () => undefined;
  const link = { on: (readers: Parameters<TrainerLink['on']>[0]) => void (listener = reading(readers)) };
  const state = { broken: false, loads: 0 };
  const told: string[] = [];
  const label = ({ session }: LivePage) => session?.modelLabel ?? 'none';
  const record = {
    begin: (page: LivePage) => void told.push(`begin ${label(page)}`),
    receive: (event: RunEvent, page: LivePage) =>
      void told.push(event.type === 'metrics' ? `row ${event.row.iteration} of ${label(page)}` : event.type),
    compared: ({ iteration }: Comparison) => void told.push(`comparison ${iteration}`),
  };
  tellLiveRun(run, link as unknown as TrainerLink, () => {
    state.loads++;
    return state.broken
      ? Promise.reject(new TypeError('It did not come.'))
      : Promise.resolve(record as unknown as LiveRun);
  });
  const begin = (modelLabel: string, ...history: MetricsRow[]) =>
    run.setState({ session: { modelLabel, history } as unknown as SessionInfo });
  const push = (iteration: number) => listener({ type: 'metrics', row: row(iteration) });
  const samples = () => listener({ type: 'samples', iteration: 1, samples: [] });
  const compare = (iteration: number) => run.setState({ comparison: { iteration } as unknown as Comparison });
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { run, state, told, begin, push, samples, compare, settled };
}

it('nothing is loaded before the first row, which brings what was told before it, in order', async () => {
  const { state, told, begin, push, samples, compare, settled } = pageOn();
  begin('one');
  compare(0);
  samples();
  await settled();
  expect(state.loads).toBe(0);
  push(1);
  await settled();
  push(2);
  expect(told).toEqual(['begin one', 'comparison 0', 'samples', 'row 1 of one', 'row 2 of one']);
  expect(state.loads).toBe(1);
});

it('what was told of a run that never had a row does not come to the next one', async () => {
  const { told, begin, push, compare, settled } = pageOn();
  begin('one');
  compare(0);
  begin('two');
  push(1);
  await settled();
  expect(told).toEqual(['begin two', 'row 1 of two']);
});

it('a run that is restored is told at once', async () => {
  const { told, state, begin, settled } = pageOn();
  begin('one', row(1), row(2));
  await settled();
  expect(told).toEqual(['begin one']);
  expect(state.loads).toBe(1);
});

it('what cannot be loaded is tried again with the next row, and rows stay those of their run', async () => {
  const { run, told, state, begin, push, settled } = pageOn();
  state.broken = true;
  begin('one');
  push(1);
  push(2);
  await settled();
  run.setState({ session: null });
  begin('two');
  expect(told).toEqual([]);
  state.broken = false;
  push(1);
  await settled();
  expect(told).toEqual([
    'begin one',
    'row 1 of one',
    'row 2 of one',
    'begin none',
    'begin two',
    'row 1 of two',
  ]);
});
