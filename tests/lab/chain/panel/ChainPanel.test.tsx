/** The panel with a made-up model: a chain that is run, ranked by mouse and keys, edited, trained; what cannot run is told. */
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { createStore } from 'zustand/vanilla';
import { newBoard } from '../../../../src/lab/chain/panel/board.ts';
import ChainPanel from '../../../../src/lab/chain/panel/ChainPanel.tsx';
import { enChain } from '../../../../src/lab/chain/panel/enChain.ts';
import { zhChain } from '../../../../src/lab/chain/panel/zhChain.ts';
import type { App } from '../../../../src/ui/app/createApp.ts';
import { AppContext } from '../../../../src/ui/app/context.ts';
import type { LabConnection } from '../../../../src/workers/labProtocol.ts';
import { fakeWriter, type FakeWriter } from '../fakeWriter.ts';

let root: Root | null = null;
let host: HTMLElement | null = null;

afterEach(() => {
  root?.unmount();
  host?.remove();
});

interface Mounted {
  readonly panel: HTMLElement;
  readonly model: FakeWriter;
  readonly downloads: Map<string, string>;
  readonly imported: File[];
  readonly requests: unknown[];
}

/** A page that has not been used yet. */
function mount(
  says: (prompt: string, sample: number) => string,
  {
    language = 'en',
    narrow = false,
    own = false,
  }: { language?: 'en' | 'zh'; narrow?: boolean; own?: boolean } = {},
): Mounted {
  const model = fakeWriter(says, undefined, own);
  const [downloads, imported, requests] = [new Map<string, string>(), [] as File[], [] as unknown[]];
  const lab: LabConnection = {
    open: (request) => (requests.push(request), Promise.resolve(model)),
    close: () => undefined,
  };
  const app = {
    ui: createStore(() => ({ language })),
    run: createStore(() => ({ session: own ? {} : null, model: { kind: 'embedded', name: 'auto' } })),
    download: (name: string, text: string) => downloads.set(name, text),
    files: { import: (file: File) => (imported.push(file), Promise.resolve()) },
    preferences: { store: createStore(() => ({ events: [] })) },
  } as unknown as App;
  host = document.createElement('div');
  if (narrow) host.style.width = '320px';
  document.body.append(host);
  root = createRoot(host);
  flushSync(() =>
    root?.render(
      <AppContext.Provider value={app}>
        <ChainPanel lab={lab} begin={newBoard(language === 'zh' ? 'funds' : 'venues', 1)} />
      </AppContext.Provider>,
    ),
  );
  return { panel: host, model, downloads, imported, requests };
}

const button = (panel: Element, text: string | RegExp) =>
  [...panel.querySelectorAll('button')].find((each) => {
    const said = each.getAttribute('aria-label') ?? each.textContent ?? '';
    return typeof text === 'string' ? said === text : text.test(said);
  })!;
const steps = (panel: HTMLElement) => [
  ...panel.querySelectorAll<HTMLElement>('section[aria-labelledby="chain-steps"] > ol > li'),
];
const candidates = (step: HTMLElement) => [...step.querySelectorAll<HTMLElement>('ol > li')];
const texts = (step: HTMLElement) => candidates(step).map((each) => each.querySelector('span')!.textContent);
const says = (prompt: string, sample: number) => `${'ab'[sample % 2]}${prompt.length}`;
const RUN = /^Run the chain/;

async function runWhole(panel: HTMLElement, run: RegExp | string = RUN): Promise<void> {
  await userEvent.click(button(panel, run));
  await expect.poll(() => steps(panel).every((step) => candidates(step).length > 0)).toBe(true);
}

test('a chain is run, each step with its candidates and scores; its result is rated', async () => {
  const { panel, requests } = mount(says);
  expect(steps(panel)).toHaveLength(8);
  await runWhole(panel);
  expect(texts(steps(panel)[0])).toHaveLength(2);
  expect(panel.textContent).toContain(enChain.byChain);
  expect(requests[0]).toMatchObject({
    model: { kind: 'remote', address: { url: expect.stringContaining('chain-tiny') } },
  });
  await userEvent.click(button(panel, /^At one go/));
  await expect.poll(() => panel.textContent).toContain(enChain.byOne);
});

test('candidates are ranked by mouse and by keys; the best goes on, and what was made from another is done again', async () => {
  const { panel, model, downloads, imported } = mount(says);
  await runWhole(panel);
  const [first, second] = texts(steps(panel)[0]);
  await userEvent.click(button(candidates(steps(panel)[0])[1], /^Rank higher/));
  expect(texts(steps(panel)[0])).toEqual([second, first]);
  expect(candidates(steps(panel)[1])).toEqual([]);
  await runWhole(panel, enChain.goOn);
  candidates(steps(panel)[2])[1].focus();
  await userEvent.keyboard('1');
  await expect.poll(() => panel.textContent).toContain(enChain.standing(1, 2));
  candidates(steps(panel)[2])[0].focus();
  await userEvent.keyboard('{ArrowDown}');
  await expect.poll(() => document.activeElement).toBe(candidates(steps(panel)[2])[1]);

  await userEvent.click(button(panel, enChain.learn));
  await expect.poll(() => panel.textContent).toContain('It learnt from');
  expect(model.lessons[0].length).toBeGreaterThanOrEqual(4);
  await userEvent.click(button(panel, enChain.exportTraces));
  expect(downloads.get('traces.jsonl')).toContain('"by":"person"');
  await userEvent.click(button(panel, /^Give \d+ rankings/));
  await expect.poll(() => imported.length).toBe(1);
});

test('a circle, an empty prompt and an unknown name are told, and nothing runs or is lost', async () => {
  const { panel } = mount(says);
  await runWhole(panel);
  await userEvent.click(button(steps(panel)[0], enChain.agree));
  const prompt = () => steps(panel)[0].querySelector('textarea')!;
  steps(panel)[0].querySelector('details')!.open = true;
  await userEvent.fill(prompt(), 'Facts: {facts} {readers}');
  const alert = () => panel.querySelector('[role="alert"]')?.textContent ?? '';
  expect(alert()).toContain('in a circle: topic → readers');
  expect(button(panel, RUN).disabled).toBe(true);
  await userEvent.fill(prompt(), '');
  expect(alert()).toContain('topic has no prompt');
  await userEvent.fill(prompt(), '{{fakts}');
  expect(alert()).toContain('fakts');
  await userEvent.click(button(panel, enChain.reset));
  expect(panel.querySelector('[role="alert"]')).toBeNull();
  // The ranked trace was put by.
  expect(panel.textContent).toContain(enChain.standing(1, 1));
});

test('a judge may go by how probable the text itself is; its answers are kept meanwhile', async () => {
  const { panel } = mount(says);
  const readers = () => steps(panel)[7];
  readers().querySelector('details')!.open = true;
  const labelled = (label: string) =>
    [...readers().querySelectorAll('label')].find(
      (each) => each.querySelector('span')?.textContent === label,
    );
  const criterion = () => labelled(enChain.criterion)!.querySelector('select')!;
  const answers = () => labelled(enChain.answers)?.querySelector('input')!.value;
  const before = answers();
  expect(before).toContain('{reader}');
  await userEvent.selectOptions(criterion(), enChain.byLikelihood);
  expect(answers()).toBeUndefined();
  expect(panel.querySelector('[role="alert"]')?.textContent).toContain('take {text} out');
  await userEvent.fill(readers().querySelector('textarea')!, 'Reader: {reader}\nWrite one line of copy:');
  expect(panel.querySelector('[role="alert"]')).toBeNull();
  await runWhole(panel);
  expect(candidates(readers())[0].querySelector(`[title="${enChain.logp}"]`)).not.toBeNull();
  await userEvent.selectOptions(criterion(), enChain.byAnswer);
  expect(answers()).toBe(before);
});

test('steps are added, removed and moved', async () => {
  const { panel } = mount(says);
  await userEvent.click(button(panel, enChain.addWriting));
  expect(steps(panel)).toHaveLength(9);
  await userEvent.click(button(panel, enChain.remove('step')));
  await userEvent.click(button(panel, enChain.earlier('keywords')));
  expect(panel.querySelector('[role="alert"]')?.textContent).toContain('keywords needs topic');
  await userEvent.click(button(panel, enChain.later('keywords')));
  expect(panel.querySelector('[role="alert"]')).toBeNull();
});

test('a step that writes nothing is named, and what came before is kept', async () => {
  const { panel } = mount((prompt, sample) => (prompt.includes('Topic:') ? ' \n ' : says(prompt, sample)));
  await userEvent.click(button(panel, RUN));
  await expect.poll(() => panel.textContent).toContain(enChain.nothing('keywords'));
  expect(candidates(steps(panel)[0]).length).toBeGreaterThan(0);
});

test('traces come back from a file; lines that cannot be read are named', async () => {
  const { panel, downloads } = mount(says);
  await runWhole(panel);
  await userEvent.click(button(steps(panel)[0], enChain.agree));
  await userEvent.click(button(panel, enChain.exportTraces));
  const text = downloads.get('traces.jsonl')!;
  const again = mount(says);
  const input = again.panel.querySelector<HTMLInputElement>('input[type="file"]')!;
  await userEvent.upload(input, new File([`${text}{"a"\n`], 'traces.jsonl'));
  await expect.poll(() => again.panel.textContent).toContain(enChain.imported(1));
  expect(again.panel.textContent).toContain('Line 9 was left out');
  expect(again.panel.textContent).toContain(enChain.standing(1, 1));
});

test('an instruct model is asked through its template', async () => {
  const { panel, requests } = mount(says, { own: true });
  const select = [...panel.querySelectorAll('select')].find((each) =>
    each.textContent?.includes(enChain.open),
  )!;
  await userEvent.selectOptions(select, 'open');
  await runWhole(panel);
  expect(requests[0]).toMatchObject({ model: { kind: 'embedded', name: 'auto' } });
  expect(steps(panel)[0].querySelector('pre')?.textContent).toContain('<user>');
});

test('in Chinese it begins with funds, and has room on a phone', async () => {
  const { panel } = mount(says, { language: 'zh', narrow: true });
  expect(panel.textContent).toContain(zhChain.lead);
  await runWhole(panel, /^运行/);
  expect(steps(panel)[0].textContent).toContain('主题');
  expect(panel.scrollWidth).toBeLessThanOrEqual(320);
});
