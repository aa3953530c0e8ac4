/** The bench of order from the page: layouts are chosen, models learn one after the other, what each knows is shown. */
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { createStore } from 'zustand/vanilla';
import { enOrder } from '../../../../src/lab/order/panel/enOrder.ts';
import OrderPanel from '../../../../src/lab/order/panel/OrderPanel.tsx';
import { createBench } from '../../../../src/lab/order/panel/training.ts';
import { zhOrder } from '../../../../src/lab/order/panel/zhOrder.ts';
import { idsOf, STAGES } from '../../../../src/lab/order/vocabulary.ts';
import type { SequenceModel } from '../../../../src/lab/sequences/sequenceModel.ts';
import type { App } from '../../../../src/ui/app/createApp.ts';
import { AppContext } from '../../../../src/ui/app/context.ts';

let root: Root | null = null;
let host: HTMLElement | null = null;
afterEach(() => {
  root?.unmount();
  host?.remove();
});

/** Knows every stage by three quarters, and always chooses a topic. */
const fakeModel = (freed: () => void): SequenceModel =>
  ({
    train: (sequences: readonly unknown[], { batch }: { batch: number }) =>
      Promise.resolve(Array.from({ length: sequences.length / batch }, () => ({ loss: 1 }))),
    read: (sequences: readonly unknown[]) =>
      Promise.resolve(
        sequences.map(() => ({ logp: STAGES.map(() => Math.log(0.75)), best: [], bestLogp: [] })),
      ),
    write: (prompts: readonly unknown[]) =>
      Promise.resolve(
        prompts.map(() => ({ tokens: idsOf(['topic', 'ale', '<end>']), logp: [0, 0, 0], finished: true })),
      ),
    free: () => Promise.resolve(freed()),
  }) as unknown as SequenceModel;

function mount(language: 'en' | 'zh' = 'en', failing?: Error) {
  const told = { opened: 0, freed: 0 };
  const lab = {
    openSequences() {
      if (failing) return Promise.reject(failing);
      told.opened += 1;
      return Promise.resolve(fakeModel(() => (told.freed += 1)));
    },
  };
  host = document.body.appendChild(document.createElement('div'));
  root = createRoot(host);
  const app = { ui: createStore(() => ({ language })) } as unknown as App;
  flushSync(() =>
    root!.render(
      <AppContext value={app}>
        <OrderPanel lab={lab} store={createBench()} />
      </AppContext>,
    ),
  );
  return { panel: host, told };
}

const button = (panel: HTMLElement, name: string) =>
  [...panel.querySelectorAll('button')].find(({ textContent }) => textContent === name)!;
const field = (panel: HTMLElement, name: string) =>
  [...panel.querySelectorAll('label')]
    .find(({ textContent }) => textContent.includes(name))!
    .querySelector('input')!;

test('two models learn one after the other, and what each knows and does stands there', async () => {
  const { panel, told } = mount();
  await userEvent.click(button(panel, enOrder.train(2)));
  await expect.poll(() => panel.textContent).toContain(enOrder.courses);
  await expect.poll(() => told).toEqual({ opened: 2, freed: 2 });
  const [table] = panel.querySelectorAll('table');
  expect(table.textContent).toContain('75 %');
  expect(table.querySelectorAll('tbody tr')).toHaveLength(STAGES.length);
  // Both went wrong: "ale" suits one course at most, and the second turn is no topic again.
  expect(panel.textContent).toContain('✗');
  await userEvent.click(button(panel, enOrder.course(2)));
  expect(button(panel, enOrder.course(2)).getAttribute('aria-pressed')).toBe('true');
});

test('layouts are chosen, and none is said', async () => {
  const { panel, told } = mount();
  await userEvent.click(field(panel, enOrder.arms.order));
  await userEvent.click(field(panel, enOrder.arms.both));
  expect(panel.querySelector('[role=alert]')?.textContent).toBe(enOrder.noArm);
  expect(button(panel, enOrder.train(0)).disabled).toBe(true);
  await userEvent.click(field(panel, enOrder.arms.shuffled));
  await userEvent.click(button(panel, enOrder.train(1)));
  await expect.poll(() => told.freed).toBe(1);
});

test('a number that is none is said, and the last right one stays', async () => {
  const { panel } = mount();
  const updates = field(panel, enOrder.numbers.updates);
  await userEvent.fill(updates, '12.5');
  expect(panel.querySelector('[role=alert]')?.textContent).toContain(enOrder.numbers.updates);
  expect(updates.getAttribute('aria-invalid')).toBe('true');
  expect(button(panel, enOrder.train(2)).disabled).toBe(true);
  await userEvent.fill(updates, '12');
  expect(panel.querySelector('[role=alert]')).toBeNull();
  expect(button(panel, enOrder.train(2)).disabled).toBe(false);
});

test('a failure says why, and can be tried again', async () => {
  const { panel } = mount('en', new Error('The GPU was lost.'));
  await userEvent.click(button(panel, enOrder.train(2)));
  await expect.poll(() => panel.querySelector('[role=status]')?.textContent).toContain('The GPU was lost.');
  expect(button(panel, enOrder.train(2)).disabled).toBe(false);
});

test('it speaks Chinese', () => {
  const { panel } = mount('zh');
  expect(panel.textContent).toContain(zhOrder.lead);
  expect(panel.textContent).not.toContain(enOrder.recorded.title);
});
