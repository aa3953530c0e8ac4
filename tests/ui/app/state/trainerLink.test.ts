/** The line to the trainer: its log becomes the page's by what is new, and events find the readers of their type. */
import { expect, it } from 'vitest';
import { connectApi } from '../../../../src/workers/client.ts';
import type { OpenRequest, TrainerEvent } from '../../../../src/workers/protocol.ts';
import { DEFAULT_SETTINGS } from '../../../../src/rl/algorithms/settings.ts';
import type { PreferenceEvent } from '../../../../src/preferences/event.ts';
import { TrainerLink } from '../../../../src/ui/app/state/trainerLink.ts';
import { play } from '../../../rl/events.ts';
import { FakeTrainer } from '../../fakeTrainer.ts';

const request = (preferences: readonly PreferenceEvent[]): OpenRequest => ({
  model: 'auto',
  modelRoot: 'models/',
  settings: DEFAULT_SETTINGS,
  preferences,
  resume: false,
});

function linked() {
  const trainer = new FakeTrainer();
  const link = new TrainerLink((onEvent) => connectApi(trainer, onEvent));
  const sent = () => trainer.callsOf('addPreferences').map(([events]) => ids(events as PreferenceEvent[]));
  return { trainer, link, sent };
}

const ids = (events: readonly PreferenceEvent[]) => events.map(({ id }) => id).join('');

it('tells only what is new, where it stands', async () => {
  const { trainer, link, sent } = linked();
  await link.open(request(play('bc')));
  await link.tellPreferences(play('bc'));
  expect(sent()).toEqual([]);
  await link.tellPreferences(play('bcd'));
  await link.tellPreferences(play('abcde'));
  expect(sent()).toEqual(['d', 'a', 'e']);
  expect(ids(trainer.log)).toBe('abcde');
});

it('does not tell a trainer of its own judgements', async () => {
  const { trainer, link, sent } = linked();
  await link.open(request(play('a')));
  const heard = new Promise<readonly PreferenceEvent[]>((resolve) =>
    link.on({ preferences: ({ events }) => resolve(events) }),
  );
  await trainer.simulate('shorter', 3);
  const log = [...play('a'), ...(await heard)];
  await link.tellPreferences(log);
  expect(sent()).toEqual([]);
  await link.tellPreferences([...log, ...play('b')]);
  expect(sent()).toEqual(['b']);
  expect(trainer.log).toEqual([...log, ...play('b')]);
});

it('tells again what could not be told', async () => {
  const { trainer, link, sent } = linked();
  await link.open(request([]));
  const add = trainer.addPreferences.bind(trainer);
  trainer.addPreferences = () => Promise.reject(new Error('Not now.'));
  await expect(link.tellPreferences(play('a'))).rejects.toThrow('Not now.');
  trainer.addPreferences = add;
  await link.tellPreferences(play('ab'));
  expect(sent()).toEqual(['ab']);
});

it('tells nothing to a trainer that is not open, and another one all that it was not opened with', async () => {
  const { trainer, link, sent } = linked();
  await link.tellPreferences(play('a'));
  const opening = link.open(request(play('a')));
  await link.tellPreferences(play('ab'));
  await opening;
  expect(sent()).toEqual([]);
  await link.tellPreferences(play('ab'));
  expect(sent()).toEqual(['b']);
  await link.open(request(play('ab')));
  await link.tellPreferences(play('ab'));
  expect(sent()).toEqual(['b']);
  link.close();
  await link.tellPreferences(play('abc'));
  expect(ids(trainer.log)).toBe('ab');
});

it('hands events to the readers of their type, as they were posted, until it is closed', async () => {
  const { trainer, link } = linked();
  await link.open(request([]));
  const read: TrainerEvent[] = [];
  let arrived = () => {};
  link.on({ stage: (event) => void read.push(event), saved: () => arrived() });
  const settled = () => {
    const arriving = new Promise<void>((resolve) => (arrived = resolve));
    trainer.emit({ type: 'saved', iteration: 1 });
    return arriving;
  };
  const event: TrainerEvent = { type: 'stage', stage: 'fit', iteration: 1 };
  trainer.emit(event);
  trainer.emit({ type: 'running', running: true });
  await settled();
  expect(read).toEqual([event]);
  link.close();
  trainer.emit(event);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(read).toEqual([event]);
});
