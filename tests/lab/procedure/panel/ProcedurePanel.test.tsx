/** The bench of procedure cloning from the page: trained, watched and stopped, unseen mazes, mazes of one's own, what is wrong with them. */
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { createStore } from 'zustand/vanilla';
import record from '../../../../docs/lab/procedure.json';
import { createClassroom, FIRST_SETTINGS } from '../../../../src/lab/procedure/panel/classroom.ts';
import { enProcedure } from '../../../../src/lab/procedure/panel/enProcedure.ts';
import ProcedurePanel from '../../../../src/lab/procedure/panel/ProcedurePanel.tsx';
import { zhProcedure } from '../../../../src/lab/procedure/panel/zhProcedure.ts';
import type { SequenceModel } from '../../../../src/lab/sequences/sequenceModel.ts';
import type { App } from '../../../../src/ui/app/createApp.ts';
import { AppContext } from '../../../../src/ui/app/context.ts';
import type { SequenceConnection } from '../../../../src/workers/labProtocol.ts';
import { perfect } from '../fakeSequences.ts';

let root: Root | null = null;
let host: HTMLElement | null = null;

afterEach(() => {
  root?.unmount();
  host?.remove();
});

const SIZE = 3;
/** Like a worker's: it takes a moment. */
const later = (model: SequenceModel): SequenceModel => ({
  ...model,
  train: async (...given) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return model.train(...given);
  },
});

function mount({ language = 'en', failing }: { language?: 'en' | 'zh'; failing?: Error } = {}) {
  let opened = 0;
  let freed = 0;
  const lab: SequenceConnection = {
    openSequences: (options) => {
      if (failing) return Promise.reject(failing);
      opened += 1;
      // The second knows nothing.
      const model = later(perfect(options, SIZE, opened === 2));
      return Promise.resolve({ ...model, free: () => Promise.resolve(void (freed += 1)) });
    },
  };
  const store = createClassroom();
  store.setState({
    settings: { ...FIRST_SETTINGS, size: SIZE, updates: 40, tests: 3 },
    arms: ['procedure', 'answer'],
  });
  const app = { ui: createStore(() => ({ language })) } as unknown as App;
  host = document.createElement('div');
  document.body.append(host);
  root = createRoot(host);
  flushSync(() =>
    root?.render(
      <AppContext.Provider value={app}>
        <ProcedurePanel lab={lab} store={store} />
      </AppContext.Provider>,
    ),
  );
  return { panel: host, store, freed: () => freed };
}

const button = (panel: HTMLElement, text: string) =>
  [...panel.querySelectorAll('button')].find(({ textContent }) => textContent === text)!;
const section = (panel: HTMLElement, id: string) =>
  panel.querySelector<HTMLElement>(`[aria-labelledby="${id}"]`)!;
const field = (panel: HTMLElement, label: string) =>
  [...panel.querySelectorAll('label')]
    .find(({ textContent }) => textContent?.startsWith(label))!
    .querySelector<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>('input, select, textarea')!;

test('models learn side by side; unseen mazes are shown step by step, the first error marked', async () => {
  const { panel, store, freed } = mount();
  await userEvent.click(button(panel, enProcedure.train));
  await expect.poll(() => panel.textContent).toContain(enProcedure.done);
  const { pupils } = store.getState();
  expect(pupils.procedure!.losses.at(-1)![0]).toBe(40);
  expect(pupils.procedure!.shares.map(([update]) => update)).toEqual([10, 20, 30, 40]);
  expect([pupils.procedure!.shares.at(-1)![1], pupils.answer!.shares.at(-1)![1]]).toEqual([1, 0]);
  const unseen = section(panel, 'procedure-unseen');
  expect(unseen.textContent).toContain(enProcedure.solved);
  expect(unseen.textContent).toContain(enProcedure.noError);
  expect(unseen.querySelectorAll('svg[role="img"]')).toHaveLength(2);
  await userEvent.click(button(unseen, enProcedure.next));
  expect(unseen.textContent).toContain(enProcedure.maze(2, 3));
  await userEvent.selectOptions(field(unseen, enProcedure.arm), 'answer');
  expect(unseen.textContent).toContain(enProcedure.unsolved);
  expect(unseen.querySelectorAll('mark')).toHaveLength(1);
  const steps = field(unseen, 'Step');
  steps.focus();
  await userEvent.keyboard('{Home}');
  expect(unseen.textContent).toContain('Step 0 of');
  // A second training takes the place of the first.
  store.setState({ settings: { ...store.getState().settings, updates: 50_000 } });
  await userEvent.click(button(panel, enProcedure.train));
  await userEvent.click(button(panel, enProcedure.stop));
  await expect.poll(() => panel.textContent).toContain(enProcedure.stopped);
  expect(freed()).toBe(2);
  expect(store.getState().pupils.procedure!.losses.at(-1)?.[0] ?? 0).toBeLessThan(50_000);
});

test('a maze of one’s own is typed, drawn and solved; what is wrong with it is told', async () => {
  const { panel } = mount();
  const own = section(panel, 'procedure-own');
  const text = field(own, enProcedure.ownText);
  const solveIt = button(own, enProcedure.solve);
  expect(solveIt.disabled).toBe(true);
  expect(own.textContent).toContain(enProcedure.ownFirst);
  await userEvent.click(button(panel, enProcedure.train));
  await expect.poll(() => panel.textContent).toContain(enProcedure.done);
  await userEvent.fill(text, '#######\n#S#G  #\n# ### #\n#   # #\n# # # #\n#     #\n#######');
  await userEvent.click(solveIt);
  await expect.poll(() => own.textContent).toContain(enProcedure.ownSolved);
  expect(own.textContent).toContain(enProcedure.solved);

  own.querySelector('details')!.open = true;
  const wall = own.querySelector<HTMLButtonElement>(`[aria-label="${enProcedure.wall(true, 1, 2)}"]`)!;
  expect(wall.getAttribute('aria-pressed')).toBe('false');
  wall.focus();
  await userEvent.keyboard('{Enter}');
  expect(text.value.split('\n')[1]).toBe('#S#G# #');
  expect(own.querySelector('[role="alert"]')!.textContent).toBe(enProcedure.problems.noWay);
  expect(solveIt.disabled).toBe(true);
  const large = [
    '#'.repeat(9),
    '#S     G#',
    ...Array.from({ length: 6 }, () => `#${' '.repeat(7)}#`),
    '#'.repeat(9),
  ];
  await userEvent.fill(text, large.join('\n'));
  expect(own.querySelector('[role="alert"]')!.textContent).toBe(
    enProcedure.problems.size({ size: 4, known: 3 }),
  );
});

test('numbers that cannot be, no arm at all, and a worker that fails are told in words', async () => {
  const { panel } = mount({ language: 'zh', failing: new Error('No device.') });
  const train = button(panel, zhProcedure.train);
  await userEvent.fill(field(panel, zhProcedure.typed.updates), '0');
  await userEvent.fill(field(panel, zhProcedure.typed.layers), '2');
  expect(panel.querySelector('[role="alert"]')!.textContent).toBe(zhProcedure.wrongNumber(1, 50_000));
  expect(train.disabled).toBe(true);
  await userEvent.fill(field(panel, zhProcedure.typed.updates), '20');
  expect(train.disabled).toBe(false);
  for (const arm of ['procedure', 'answer'] as const)
    await userEvent.click(field(panel, zhProcedure.arms[arm]));
  expect(panel.textContent).toContain(zhProcedure.noArm);
  expect(train.disabled).toBe(true);
  await userEvent.click(field(panel, zhProcedure.arms.answer));
  await userEvent.click(train);
  await expect.poll(() => panel.textContent).toContain(zhProcedure.failed('No device.'));
});

test.each(['en', 'zh'] as const)(
  'what was found, and some of its mazes, stand there without a run, in %s',
  (language) => {
    const words = language === 'zh' ? zhProcedure : enProcedure;
    const { panel } = mount({ language });
    const found = section(panel, 'procedure-recorded');
    expect(found.querySelectorAll('tbody tr').length).toBeGreaterThanOrEqual(3);
    expect(found.textContent).toContain(words.recorded.goal);
    // A quick look neither met the goal nor missed it.
    expect(found.textContent?.includes(words.recorded.unmeasured)).toBe(record.quick);
    expect(found.textContent?.includes(words.recorded.missed)).toBe(!record.quick && !record.verdict.met);
    const mazes = section(panel, 'procedure-recorded-mazes');
    expect(mazes.querySelectorAll('svg[role="img"]')).toHaveLength(2);
    expect(panel.scrollWidth).toBeLessThanOrEqual(Math.max(320, panel.clientWidth));
  },
);
