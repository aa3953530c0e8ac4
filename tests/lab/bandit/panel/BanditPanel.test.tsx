/** The bandit's bench from the page: templates checked, a simulated user and a person play, pairs go to the rankings. */
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { createStore } from 'zustand/vanilla';
import BanditPanel from '../../../../src/lab/bandit/panel/BanditPanel.tsx';
import { enBandit } from '../../../../src/lab/bandit/panel/enBandit.ts';
import { createTable } from '../../../../src/lab/bandit/panel/table.ts';
import { zhBandit } from '../../../../src/lab/bandit/panel/zhBandit.ts';
import type { LanguageModel } from '../../../../src/lab/model/languageModel.ts';
import type { App } from '../../../../src/ui/app/createApp.ts';
import { AppContext } from '../../../../src/ui/app/context.ts';
import type { LabConnection } from '../../../../src/workers/labProtocol.ts';

let root: Root | null = null;
let host: HTMLElement | null = null;

afterEach(() => {
  root?.unmount();
  host?.remove();
});

const TEMPLATES = ['{question}', '{question} warmly'];
const MODEL = {
  facts: { label: 'fake', promptEnd: '', chat: false, prompts: ['one', 'two', 'three'] },
  generate: (asked: readonly string[]) =>
    Promise.resolve(
      asked.map((prompt) => ({
        text: prompt.endsWith('warmly') ? `A lovely, welcoming ${prompt}!` : `It is ${prompt}.`,
        tokens: 4,
        finished: true,
      })),
    ),
} as unknown as LanguageModel;

interface Mounted {
  readonly panel: HTMLElement;
  readonly imported: string[];
  readonly downloaded: string[];
}

function mount(language: 'en' | 'zh' = 'en', failing?: Error): Mounted {
  const lab: LabConnection = {
    open: () => (failing ? Promise.reject(failing) : Promise.resolve(MODEL)),
    close: () => undefined,
  };
  const imported: string[] = [];
  const downloaded: string[] = [];
  const preferences = createStore<{ events: readonly string[] }>(() => ({ events: [] }));
  const app = {
    ui: createStore(() => ({ language })),
    run: createStore(() => ({ session: null, model: { kind: 'embedded', name: 'auto' } })),
    preferences: { store: preferences },
    download: (_name: string, text: string) => downloaded.push(text),
    files: {
      async import(file: File) {
        imported.push(await file.text());
        preferences.setState({ events: [...preferences.getState().events, 'one more'] });
      },
    },
  } as unknown as App;
  const store = createTable();
  store.setState({ templates: TEMPLATES });
  host = document.createElement('div');
  document.body.append(host);
  root = createRoot(host);
  flushSync(() =>
    root?.render(
      <AppContext.Provider value={app}>
        <BanditPanel lab={lab} store={store} />
      </AppContext.Provider>,
    ),
  );
  return { panel: host, imported, downloaded };
}

function button(panel: HTMLElement, text: string): HTMLButtonElement {
  return [...panel.querySelectorAll('button')].find(({ textContent }) => textContent === text)!;
}

function choose(panel: HTMLElement, label: string): HTMLSelectElement {
  return [...panel.querySelectorAll('label')]
    .find(({ textContent }) => textContent?.startsWith(label))!
    .querySelector('select')!;
}

async function written(mounted: Mounted): Promise<HTMLElement> {
  const { panel } = mounted;
  await userEvent.click(button(panel, enBandit.write));
  await expect.poll(() => panel.textContent).toContain(enBandit.estimates);
  return panel;
}

test('a template without a place for the question is told, and nothing is written before it is mended', async () => {
  const { panel } = mount();
  const second = panel.querySelector<HTMLTextAreaElement>(`[aria-label="${enBandit.template(2)}"]`)!;
  await userEvent.fill(second, 'Be warm.');
  expect(panel.querySelector('[role="alert"]')?.textContent).toBe(enBandit.problems.place({ at: 1 }));
  expect(second.getAttribute('aria-invalid')).toBe('true');
  expect(button(panel, enBandit.write).disabled).toBe(true);
  await userEvent.click(panel.querySelector(`[aria-label="${enBandit.drop(2)}"]`)!);
  expect(panel.querySelector('[role="alert"]')?.textContent).toBe(enBandit.problems.few({ given: 1 }));
  await userEvent.click(button(panel, enBandit.sets.instruct));
  expect(panel.querySelector('[role="alert"]')).toBeNull();
  expect(button(panel, enBandit.write).disabled).toBe(false);
});

test('a simulated user plays to the end: the true means, the regret of five, pairs added and taken along', async () => {
  const mounted = mount();
  const panel = await written(mounted);
  expect(button(panel, enBandit.addPairs).disabled).toBe(true);
  await userEvent.click(button(panel, enBandit.playAll));
  await expect.poll(() => panel.textContent, { timeout: 30_000 }).toMatch(/[1-9] pairs? so far/);
  await userEvent.click(button(panel, enBandit.pause));
  expect(panel.textContent).toContain('truly 0.');
  for (const name of Object.values(enBandit.strategies)) {
    const legend = [...panel.querySelectorAll('section[aria-labelledby="bandit-regret"] li')];
    expect(legend.filter(({ textContent }) => textContent?.startsWith(name))).not.toEqual([]);
  }
  await userEvent.click(button(panel, enBandit.addPairs));
  await expect.poll(() => panel.textContent).toContain(enBandit.added(1));
  await userEvent.click(button(panel, enBandit.download));
  expect(mounted.downloaded).toEqual(mounted.imported);
  expect(JSON.parse(mounted.downloaded[0].split('\n')[0])).toMatchObject({
    chosen: expect.stringContaining('lovely') as string,
    source: { bench: 'bandit', by: 'simulated:warmer' },
  });
});

test('a person plays by keyboard; weights that are none are told and do not count', async () => {
  const panel = await written(mount());
  await userEvent.selectOptions(choose(panel, enBandit.by), 'person');
  button(panel, enBandit.acts.leave).focus();
  await userEvent.keyboard('{Enter}{Enter} ');
  const rows = () =>
    [...panel.querySelectorAll(`[aria-label="${enBandit.history}"] tbody tr`)].map(
      ({ textContent }) => textContent,
    );
  expect(rows().filter((row) => row?.includes(enBandit.did.leave))).toHaveLength(3);
  expect(rows()[0]).toContain('0.00');
  const weight = [...panel.querySelectorAll('label')]
    .find(({ textContent }) => textContent === enBandit.did.leave)!
    .querySelector('input')!;
  weight.closest('details')!.open = true;
  await userEvent.fill(weight, '2');
  expect(panel.textContent).toContain(enBandit.wrongWeight);
  await userEvent.fill(weight, '0.5');
  expect(panel.textContent).not.toContain(enBandit.wrongWeight);
  expect(rows().some((row) => row?.includes('0.50'))).toBe(true);
});

test('a model that does not open gets a message, in the language of the page', async () => {
  const { panel } = mount('zh', new Error('No such file.'));
  await userEvent.click(button(panel, zhBandit.write));
  await expect.poll(() => panel.textContent).toContain(zhBandit.failed('No such file.'));
});

test.each(['en', 'zh'] as const)('what was found stands there without a run, in %s', (language) => {
  const words = language === 'zh' ? zhBandit : enBandit;
  const found = mount(language).panel.querySelector('[aria-labelledby="bandit-recorded"]')!;
  expect(found.querySelectorAll('tbody tr')).toHaveLength(5);
  expect(found.textContent).toContain(words.recorded.met);
  expect(found.textContent).toMatch(/google swiftshader/);
});
