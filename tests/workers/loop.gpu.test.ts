/** Play, pause, step, and learning in between, whatever is pressed while something runs. */
import { describe, expect, it } from 'vitest';
import { MemoryStorage } from '../../src/files/bytes/storage.ts';
import { NoRankingError } from '../../src/rl/runs/run.ts';
import type { PreferenceEvent } from '../../src/preferences/event.ts';
import { rankingsBy, TINY_SETTINGS } from '../rl/tinyRun.ts';
import { openSession } from './openSession.ts';

const RANKINGS = rankingsBy('a', 6);

const undo = (type: 'undo' | 'redo', target: string): PreferenceEvent => ({
  type,
  id: `${type} ${target}`,
  at: 0,
  target,
});

describe('the loop', () => {
  it('plays until paused, saves, and plays on', async () => {
    let clock = 0;
    const { session, told } = await openSession({
      request: { preferences: RANKINGS },
      environment: { now: () => (clock += 3000) },
    });
    await session.play();
    await told.next('metrics', ({ row }) => row.iteration === 2);
    await session.pause();
    await told.settled();
    const stages = told.of('stage');
    expect(told.of('running').map(({ running }) => running)).toEqual([true, false]);
    // It plays before its first stage, and rests in the end.
    const first = told.events.find(({ type }) => type === 'running' || type === 'stage');
    expect(first).toEqual({ type: 'running', running: true });
    expect(stages.at(-1)).toMatchObject({ stage: 'idle' });
    // Stages never overlap.
    const names = stages.map(({ stage }) => stage);
    const begun = names.filter((name) => name !== 'idle');
    expect(begun.slice(0, 7)).toEqual(['fit', 'sample', 'score', 'update', 'sample', 'score', 'update']);
    names.forEach((name, index) => expect(name === 'idle').toBe(index % 2 === 1));
    expect(told.of('saved').length).toBeGreaterThan(1);
    expect(told.of('metrics').map(({ row }) => row.iteration)).toEqual([1, 2]);
    expect(told.of('samples')[0].samples).toHaveLength(6);

    const { length } = told.events;
    await told.settled();
    expect(told.events).toHaveLength(length);
    await session.play();
    await told.next('metrics', ({ row }) => row.iteration === 3);
    await session.pause();
  });

  it('pressed pause and play in one breath goes on as one loop', async () => {
    const { session, told } = await openSession({ request: { preferences: RANKINGS } });
    await session.play();
    await told.next('stage', ({ stage }) => stage === 'sample');
    const pausing = session.pause();
    await session.play();
    await session.play();
    await told.settled();
    // Under way all the time: play does not pretend to rest.
    expect(told.of('running').map(({ running }) => running)).toEqual([true, false, true]);
    await pausing;
    await told.next('metrics', ({ row }) => row.iteration === 2);
    await session.pause();
    await told.settled();
    expect(told.of('running')).toHaveLength(4);
    // Asked for by each play, but run once.
    const names = told.of('stage').map(({ stage }) => stage);
    const begun = names.filter((name, index) => name !== 'idle' && name !== names[index - 1]);
    expect(begun.slice(0, 7)).toEqual(['fit', 'sample', 'score', 'update', 'sample', 'score', 'update']);
  });

  it('paused while it waits behind a fit does not begin', async () => {
    const { session, told } = await openSession();
    const calls = [session.addPreferences(RANKINGS), session.play(), session.pause()];
    await Promise.all(calls);
    await told.settled();
    expect(new Set(told.of('stage').map(({ stage }) => stage))).toEqual(new Set(['fit', 'idle']));
    expect(told.of('stage').at(-1)).toMatchObject({ stage: 'idle' });
    expect(told.of('running').at(-1)).toMatchObject({ running: false });
  });

  it('shows what it compiles; to cancel that is to pause', async () => {
    const { session, told } = await openSession({ request: { preferences: RANKINGS } });
    const since = told.events.length;
    await session.play();
    await told.next('progress', ({ task, done, total }) => task === 'compile' && done < total, since);
    await session.cancel('compile');
    await told.next('running', ({ running }) => !running);
    await session.pause();
    await told.settled();
    const compiling = told.of('progress').filter(({ task }) => task === 'compile');
    expect(compiling.at(-1)?.done).toBe(compiling.at(-1)?.total);
    expect(told.of('metrics')).toEqual([]);
    expect(told.of('failure')).toEqual([]);
    await session.play();
    await told.next('metrics', ({ row }) => row.iteration === 1);
    await session.pause();
  });

  it('steps by stage and by iteration', async () => {
    const { session, told } = await openSession({ request: { preferences: RANKINGS } });
    await session.step('stage');
    await session.step('stage');
    await session.step('iteration');
    await session.step('iteration');
    await told.next('metrics', ({ row }) => row.iteration === 2);
    const stages = told.of('stage').filter(({ stage }) => stage !== 'idle');
    expect(stages.map(({ stage, iteration }) => `${stage} ${iteration}`)).toEqual([
      'fit 1',
      'sample 1',
      'score 1',
      'update 1',
      'sample 2',
      'score 2',
      'update 2',
    ]);
    expect(told.of('running')).toEqual([]);
    expect(told.of('failure')).toEqual([]);
  });

  it('stops a step through an iteration when paused, and finishes it with the next', async () => {
    const { session, told } = await openSession({ request: { preferences: RANKINGS } });
    await session.step('stage');
    const stepping = session.step('iteration');
    await told.next('stage', ({ stage }) => stage === 'sample');
    await session.pause();
    await stepping;
    await told.settled();
    expect(told.of('metrics')).toEqual([]);
    await session.step('iteration');
    await told.next('metrics', ({ row }) => row.iteration === 1);
  });

  it('needs rankings to begin', async () => {
    const { session, told } = await openSession({ request: { preferences: rankingsBy('a', 3) } });
    await expect(session.play()).rejects.toThrow(NoRankingError);
    await expect(session.step('stage')).rejects.toThrow(/at least 4/);
    await told.settled();
    expect(told.of('stage')).toEqual([]);
    expect(told.of('running')).toEqual([]);
  });

  it('stops with the reason when rankings are taken back while it plays', async () => {
    const { session, told } = await openSession({ request: { preferences: RANKINGS } });
    await session.play();
    await told.next('metrics');
    await session.addPreferences(RANKINGS.slice(2).map(({ id }) => undo('undo', id)));
    const { failure } = await told.next('failure');
    expect(failure.kind).toBe('rankings');
    await told.next('running', ({ running }) => !running);
    // Brought back, and it goes on.
    await session.addPreferences(RANKINGS.slice(2).map(({ id }) => undo('redo', id)));
    const since = told.events.length;
    await session.play();
    await told.next('metrics', () => true, since);
    await session.pause();
  });

  it('goes back to the beginning when reset, also while it plays', async () => {
    const storage = new MemoryStorage();
    const { session, told } = await openSession({ storage, request: { preferences: RANKINGS } });
    const base = await session.compare('ab');
    await session.play();
    await told.next('metrics');
    const info = await session.reset(TINY_SETTINGS);
    expect(info).toMatchObject({ iteration: 0, history: [], agreement: null });
    const since = told.events.length;
    await told.settled();
    expect(told.of('stage').at(-1)).toMatchObject({ stage: 'idle', iteration: 0 });
    expect(told.of('running').at(-1)).toMatchObject({ running: false });
    expect(told.events.slice(since).filter(({ type }) => type === 'metrics')).toEqual([]);
    expect((await session.compare('ab')).current.score).toBeNull();
    expect(base.current.score).toBeNull();
    expect((await storage.list()).filter(({ name }) => name.endsWith('.safetensors'))).toEqual([]);
    await session.step('iteration');
    await told.next('metrics', ({ row }) => row.iteration === 1, since);
  });

  it('goes by changed settings, and refuses such as cannot work', async () => {
    const { session, told } = await openSession({ request: { preferences: RANKINGS } });
    await session.configure({ ...TINY_SETTINGS, learningRate: 5e-4, rolloutBatch: 4 });
    await session.step('iteration');
    const { row } = await told.next('metrics');
    expect(row.values).toMatchObject({ lr: 5e-4, episode: 4 });
    await expect(session.configure({ ...TINY_SETTINGS, klTarget: -1 })).rejects.toThrow(RangeError);
  });
});

describe('rankings', () => {
  it('are learned from as they come in, while nothing plays', async () => {
    const { session, told } = await openSession();
    await session.addPreferences(rankingsBy('a', 3));
    await session.addPreferences(rankingsBy('a', 4));
    await told.next('agreement');
    const since = told.events.length;
    await session.addPreferences(RANKINGS);
    const { trained } = await told.next('agreement', () => true, since);
    expect(trained.rankings).toBe(5);
    expect(told.of('stage').every(({ stage }) => stage === 'fit' || stage === 'idle')).toBe(true);
  });

  it('are learned from again after a fit has failed', async () => {
    const { session, told } = await openSession();
    await session.configure({ ...TINY_SETTINGS, rewardLearningRate: 1e30 });
    await session.addPreferences(RANKINGS);
    expect((await told.next('failure')).failure).toMatchObject({ kind: 'nan', iteration: 0 });
    expect(await session.scoreAnswers('ab', RANKINGS[0].answers)).toBeNull();
    await session.configure(TINY_SETTINGS);
    await session.addPreferences(rankingsBy('a', 7));
    await told.next('agreement');
    expect(told.of('failure')).toHaveLength(1);
    expect(await session.scoreAnswers('ab', RANKINGS[0].answers)).toHaveLength(4);
  });

  it('come from a simulated labeler when asked for, with progress to its end', async () => {
    const { session, told } = await openSession();
    await session.simulate('shorter', 5);
    await told.settled();
    const events = told.of('preferences').flatMap((event): readonly PreferenceEvent[] => event.events);
    expect(events).toHaveLength(5);
    expect(events[0]).toMatchObject({ type: 'ranking', rater: 'shorter' });
    const progress = told.of('progress').filter(({ task }) => task === 'simulate');
    expect(progress.at(-1)).toMatchObject({ done: 5, total: 5 });
    expect(told.of('baseUtility')[0].baseUtility.shorter.sd).toBeGreaterThan(0);
  });

  it('made here count before the page has stored them, and once', async () => {
    const { session, told } = await openSession();
    await session.simulate('shorter', 6);
    await session.play();
    await told.next('metrics');
    const events = told.of('preferences').flatMap((event): readonly PreferenceEvent[] => event.events);
    // Told again, they are nothing new.
    await session.addPreferences(events.slice(0, 2));
    await session.addPreferences(events, null);
    await told.next('metrics', ({ row }) => row.iteration === 2);
    await session.pause();
    await told.settled();
    expect(told.of('failure')).toEqual([]);
    // One fit in all: nothing was ever new.
    expect(told.of('agreement')).toHaveLength(1);
    expect(told.of('agreement')[0].trained.rankings + told.of('agreement')[0].heldOut.rankings).toBe(6);
    // An undo of the page stands.
    const since = told.events.length;
    await session.addPreferences([undo('undo', events[0].id)], events[5].id);
    const { trained, heldOut } = await told.next('agreement', () => true, since);
    expect(trained.rankings + heldOut.rankings).toBe(5);
  });

  it('stop coming when that is cancelled', async () => {
    const { session, told } = await openSession();
    const simulating = session.simulate('shorter', 200);
    await told.next('preferences');
    await session.cancel('simulate');
    await simulating;
    await told.settled();
    expect(told.of('preferences').length).toBeLessThan(50);
    const progress = told.of('progress').filter(({ task }) => task === 'simulate');
    expect(progress.at(-1)!.done).toBe(progress.at(-1)!.total);
  });
});

describe('a fit', () => {
  it('cancelled ends its progress and counts', async () => {
    const settings = { ...TINY_SETTINGS, rewardEpochs: 50 };
    const { session, told } = await openSession({ request: { settings } });
    await session.addPreferences(RANKINGS);
    await told.next('progress', ({ task }) => task === 'fit');
    await session.cancel('fit');
    await told.next('agreement');
    await told.settled();
    const progress = told.of('progress').filter(({ task }) => task === 'fit');
    expect(progress.length).toBeLessThan(100);
    expect(progress.at(-1)!.done).toBe(progress.at(-1)!.total);
  });

  it('paused is taken up again by play', async () => {
    const settings = { ...TINY_SETTINGS, rewardEpochs: 40 };
    const { session, told } = await openSession({ request: { settings, preferences: RANKINGS } });
    await session.play();
    await told.next('progress', ({ task, done }) => task === 'fit' && done > 2);
    await session.pause();
    await told.settled();
    expect(told.of('agreement')).toEqual([]);
    const since = told.events.length;
    await session.play();
    const { done } = await told.next('progress', ({ task }) => task === 'fit', since);
    expect(done).toBeGreaterThan(3);
    await told.next('agreement');
    await session.pause();
  });
});
