import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { createStore } from 'zustand/vanilla';
import ApePanel from '../../../../src/lab/ape/panel/ApePanel.tsx';
import { enApe } from '../../../../src/lab/ape/panel/enApe.ts';
import { zhApe } from '../../../../src/lab/ape/panel/zhApe.ts';
import type { App } from '../../../../src/ui/app/createApp.ts';
import { AppContext } from '../../../../src/ui/app/context.ts';
import type { LabConnection } from '../../../../src/workers/labProtocol.ts';
import { fakeModel } from '../fakeModel.ts';

let root: Root | null = null;
let host: HTMLElement | null = null;

afterEach(() => {
  root?.unmount();
  host?.remove();
});

const FOLLOW = { 'First.': (input: string) => input[0], 'Last.': (input: string) => input.slice(-1) };
const PAIRS = ['cat', 'dog', 'sun', 'map', 'ink', 'oak', 'bed', 'van'];
const TYPED = PAIRS.map((word) => `${word} -> ${word[0]}`).join('\n');

function mount(proposals: readonly string[], language: 'en' | 'zh' = 'en', failing?: Error): HTMLElement {
  const lab: LabConnection = {
    open: () => (failing ? Promise.reject(failing) : Promise.resolve(fakeModel(proposals, FOLLOW))),
    close: () => undefined,
  };
  const app = {
    ui: createStore(() => ({ language })),
    run: createStore(() => ({ session: null, model: { kind: 'embedded', name: 'auto' } })),
  } as unknown as App;
  host = document.createElement('div');
  document.body.append(host);
  root = createRoot(host);
  flushSync(() =>
    root?.render(
      <AppContext.Provider value={app}>
        <ApePanel lab={lab} />
      </AppContext.Provider>,
    ),
  );
  return host;
}

function field(panel: HTMLElement, label: string): HTMLTextAreaElement {
  const found = [...panel.querySelectorAll('label')].find(({ textContent }) =>
    textContent?.startsWith(label),
  );
  return found!.querySelector('textarea')!;
}

function button(panel: HTMLElement, text: string): HTMLButtonElement {
  return [...panel.querySelectorAll('button')].find(({ textContent }) => textContent === text)!;
}

test('pairs in, the tree grows, the instruction comes out, with its calls', async () => {
  const panel = mount(['Last.', 'Nothing.', 'First.', 'Wrong.']);
  await userEvent.fill(field(panel, enApe.pairs), TYPED);
  await userEvent.click(button(panel, enApe.run));
  await expect.poll(() => panel.textContent).toContain(`${enApe.found}: First.`);
  expect(panel.textContent).toContain('exhaustive scoring takes 16');
  const rows = [...panel.querySelectorAll('section[aria-labelledby="ape-tree"] li')];
  expect(rows).toHaveLength(4);
  expect(rows[0].textContent).toContain('First.');
  expect(rows[0].textContent).toContain(enApe.best);
  expect(panel.querySelector('svg path:last-of-type')?.getAttribute('d')).toMatch(/^M/);
});

test('says what is wrong with pairs, and searches only what can be searched', async () => {
  const panel = mount(['First.']);
  const typed = field(panel, enApe.pairs);
  await userEvent.fill(typed, 'cat -> c\ncat -> t');
  expect(panel.querySelector('[role="alert"]')?.textContent).toContain('contradict each other: “c” and “t”');
  expect(button(panel, enApe.run).disabled).toBe(true);
  await userEvent.fill(typed, `${TYPED}\nno pair`);
  expect(panel.querySelector('[role="alert"]')?.textContent).toContain('Line 9 is no pair');
  expect(button(panel, enApe.run).disabled).toBe(false);
});

test('a template without its mark is told and brought back', async () => {
  const panel = mount(['First.']);
  await userEvent.fill(field(panel, enApe.pairs), TYPED);
  panel.querySelector('details')!.open = true;
  await userEvent.fill(field(panel, enApe.templateNames.evaluate), 'Do it.');
  expect(panel.textContent).toContain('has no [INSTRUCTION]');
  expect(button(panel, enApe.run).disabled).toBe(true);
  await userEvent.click(button(panel, enApe.paper));
  expect(button(panel, enApe.run).disabled).toBe(false);
});

test('a model that writes nonsense, and one that does not open, get a message; pairs stay', async () => {
  const nonsense = mount(['...']);
  await userEvent.fill(field(nonsense, enApe.pairs), TYPED);
  await userEvent.click(button(nonsense, enApe.run));
  await expect.poll(() => nonsense.textContent).toContain(enApe.nothing);
  root?.unmount();
  nonsense.remove();
  const failing = mount(['First.'], 'zh', new Error('No such file.'));
  expect(field(failing, zhApe.pairs).value).toBe(TYPED);
  await userEvent.click(button(failing, zhApe.run));
  await expect.poll(() => failing.textContent).toContain(zhApe.failed('No such file.'));
  expect(field(failing, zhApe.pairs).value).toBe(TYPED);
});

test.each([
  ['en', /Goal missed:|Goal met:/],
  ['zh', /未达到目标：|达到目标：/],
] as const)('what was found stands there without a run, in %s', (language, verdict) => {
  const found = mount([], language).querySelector('[aria-labelledby="ape-recorded"]')!;
  expect(found.querySelectorAll('tbody tr')).toHaveLength(8);
  expect(found.textContent).toMatch(verdict);
  expect(found.textContent).toMatch(/google swiftshader/);
});
