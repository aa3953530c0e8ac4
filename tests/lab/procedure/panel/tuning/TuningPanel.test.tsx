/** Hyperparameter search from the page: found beside the mazes, trained, stopped, maps with numbered trials, what was recorded. */
import { createRoot, type Root } from 'react-dom/client';
import { flushSync } from 'react-dom';
import { afterEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { createStore } from 'zustand/vanilla';
import ProcedureHalves from '../../../../../src/lab/procedure/panel/ProcedureHalves.tsx';
import { enTuning } from '../../../../../src/lab/procedure/panel/tuning/enTuning.ts';
import TuningPanel from '../../../../../src/lab/procedure/panel/tuning/TuningPanel.tsx';
import { createTuning, FIRST_TUNING } from '../../../../../src/lab/procedure/panel/tuning/tuningStore.ts';
import { zhTuning } from '../../../../../src/lab/procedure/panel/tuning/zhTuning.ts';
import { TUNERS } from '../../../../../src/lab/procedure/tuning/arms.ts';
import { LEVELS } from '../../../../../src/lab/procedure/tuning/surface.ts';
import type { App } from '../../../../../src/ui/app/createApp.ts';
import { AppContext } from '../../../../../src/ui/app/context.ts';
import '../../../../../src/ui/styles/tokens.css';
import '../../../../../src/ui/styles/global.css';
import type { SequenceConnection } from '../../../../../src/workers/labProtocol.ts';
import { violations } from '../../../../ui/violations.ts';
import { tuner } from '../../tuning/fakeTuner.ts';

let root: Root | null = null;
let host: HTMLElement | null = null;

afterEach(() => {
  root?.unmount();
  host?.remove();
});

const SIDE = 5;
/** The place of a trial's token. */
const placeOf = (token: number) => Math.floor((token - SIDE ** 2) / LEVELS);

function mount({ language = 'en', failing }: { language?: 'en' | 'zh'; failing?: Error } = {}) {
  let freed = 0;
  const lab: SequenceConnection = {
    openSequences(options) {
      if (failing) return Promise.reject(failing);
      const model = tuner(options, (prompt) => (placeOf(prompt.at(-1)!) + 1) % SIDE ** 2);
      return Promise.resolve({
        ...model,
        // Like a worker's: it takes a moment.
        async train(...given) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          return model.train(...given);
        },
        free: () => Promise.resolve(void (freed += 1)),
      });
    },
  };
  const store = createTuning();
  store.setState({ settings: { ...FIRST_TUNING, side: SIDE, trials: 4, updates: 40, tests: 3 } });
  const app = {
    ui: createStore(() => ({ language })),
    run: createStore(() => ({ session: null, model: { kind: 'embedded', name: 'auto' } })),
  } as unknown as App;
  host = document.createElement('main');
  document.body.append(host);
  root = createRoot(host);
  const shown = (panel: React.ReactNode) =>
    flushSync(() => root?.render(<AppContext.Provider value={app}>{panel}</AppContext.Provider>));
  return { panel: host, lab, store, shown, freed: () => freed };
}

const button = (panel: HTMLElement, text: string) =>
  [...panel.querySelectorAll('button')].find(({ textContent }) => textContent === text)!;
const section = (panel: HTMLElement, id: string) =>
  panel.querySelector<HTMLElement>(`[aria-labelledby="${id}"]`)!;
const field = (panel: HTMLElement, label: string) =>
  [...panel.querySelectorAll('label')]
    .find(({ textContent }) => textContent?.startsWith(label))!
    .querySelector('input')!;

test('both learn, and their trials stand numbered on maps beside chance and the expert', async () => {
  const { panel, lab, store, shown, freed } = mount();
  shown(<TuningPanel lab={lab} store={store} />);
  await userEvent.click(button(panel, enTuning.train));
  await expect.poll(() => panel.textContent).toContain(enTuning.done);
  expect(freed()).toBe(2);
  const unseen = section(panel, 'tuning-unseen');
  const maps = [...unseen.querySelectorAll('svg[role="img"]')];
  expect(maps.map((map) => map.getAttribute('aria-label')?.split(':')[0])).toEqual(
    TUNERS.map((arm) => enTuning.arms[arm]),
  );
  expect([...maps[0].querySelectorAll('text')].map(({ textContent }) => textContent)).toEqual([
    '1',
    '2',
    '3',
    '4',
  ]);
  await userEvent.click(button(unseen, enTuning.next));
  expect(unseen.textContent).toContain(enTuning.map(2, 3));
  expect(await violations()).toEqual([]);
  // Again, and stopped.
  store.setState({ settings: { ...store.getState().settings, updates: 20_000 } });
  await userEvent.click(button(panel, enTuning.train));
  await userEvent.click(button(panel, enTuning.stop));
  await expect.poll(() => panel.textContent).toContain(enTuning.stopped);
  expect(freed()).toBe(4);
});

test('a number that cannot be, and a worker that fails, are told in words', async () => {
  const { panel, lab, store, shown } = mount({ language: 'zh', failing: new Error('No device.') });
  shown(<TuningPanel lab={lab} store={store} />);
  await userEvent.fill(field(panel, zhTuning.typed.batch), '0');
  expect(panel.querySelector('[role="alert"]')!.textContent).toBe(zhTuning.wrongNumber(1, 128));
  expect(button(panel, zhTuning.train).disabled).toBe(true);
  await userEvent.fill(field(panel, zhTuning.typed.batch), '4');
  await userEvent.click(button(panel, zhTuning.train));
  await expect.poll(() => panel.textContent).toContain(zhTuning.failed('No device.'));
});

test.each(['en', 'zh'] as const)(
  'it is found beside the mazes, with what was recorded, in %s',
  async (language) => {
    const words = language === 'zh' ? zhTuning : enTuning;
    const { panel, lab, shown } = mount({ language });
    shown(<ProcedureHalves lab={lab} />);
    const halves = button(panel, words.halves.tuning);
    expect(halves.getAttribute('aria-pressed')).toBe('false');
    halves.focus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => panel.textContent).toContain(words.lead);
    expect(halves.getAttribute('aria-pressed')).toBe('true');
    const found = section(panel, 'procedure-tuning-recorded');
    expect(found.textContent).toContain(words.recorded.goal);
    expect(found.querySelectorAll('table')[0].querySelectorAll('tbody tr')).toHaveLength(TUNERS.length);
    expect(section(panel, 'tuning-recorded-maps').querySelectorAll('svg[role="img"]')).toHaveLength(4);
    expect(panel.scrollWidth).toBeLessThanOrEqual(Math.max(320, panel.clientWidth));
    expect(await violations()).toEqual([]);
  },
);

test('Chinese says all that English says', () => {
  const strings = (value: unknown, path = ''): [string, string][] => {
    if (typeof value === 'string') return [[path, value]];
    if (typeof value === 'function') return [];
    return Object.entries(value as object).flatMap(([key, part]) => strings(part, `${path}.${key}`));
  };
  const chinese = new Map(strings(zhTuning));
  for (const [path, text] of strings(enTuning)) {
    expect(chinese.get(path), path).not.toBe(text);
    expect(chinese.get(path), path).toMatch(/\p{Script=Han}/u);
  }
});
