/** The panel with a made-up model: turns with their speakers, tools that fail, a table that is edited, nothing lost. */
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { createStore } from 'zustand/vanilla';
import { enTools } from '../../../../src/lab/tools/panel/enTools.ts';
import ToolsPanel from '../../../../src/lab/tools/panel/ToolsPanel.tsx';
import { zhTools } from '../../../../src/lab/tools/panel/zhTools.ts';
import type { App } from '../../../../src/ui/app/createApp.ts';
import { AppContext } from '../../../../src/ui/app/context.ts';
import type { LabConnection, LanguageModel } from '../../../../src/workers/labProtocol.ts';

let root: Root | null = null;
let host: HTMLElement | null = null;

afterEach(() => {
  root?.unmount();
  host?.remove();
});

/** Writes what `says` makes of each transcript. */
function mount(
  says: (transcript: string) => string,
  language: 'en' | 'zh' = 'en',
  narrow = false,
): HTMLElement {
  const model = {
    facts: {},
    generate: async (prompts: readonly string[]) =>
      prompts.map((prompt) => ({ text: says(prompt), tokens: 3, finished: true })),
  } as unknown as LanguageModel;
  const lab: LabConnection = { open: () => Promise.resolve(model), close: () => undefined };
  const app = {
    ui: createStore(() => ({ language })),
    run: createStore(() => ({ session: null, model: { kind: 'embedded', name: 'auto' } })),
  } as unknown as App;
  host = document.createElement('div');
  if (narrow) host.style.width = '288px';
  document.body.append(host);
  root = createRoot(host);
  flushSync(() =>
    root?.render(
      <AppContext.Provider value={app}>
        <ToolsPanel lab={lab} />
      </AppContext.Provider>,
    ),
  );
  return host;
}

const button = (panel: HTMLElement, text: string) =>
  [...panel.querySelectorAll('button')].find(
    (each) => each.textContent === text || each.getAttribute('aria-label') === text,
  )!;
const field = (panel: HTMLElement, label: string) =>
  [...panel.querySelectorAll('label')]
    .find(({ textContent }) => textContent?.startsWith(label))!
    .querySelector<HTMLInputElement>('input, textarea, select')!;
const turns = (panel: HTMLElement) =>
  [...panel.querySelectorAll('article')[0].querySelectorAll('li')].map(({ textContent }) => textContent);

/** As the model that was taught does it. */
const bill = (transcript: string) => {
  if (transcript.endsWith('B:')) return ' 100';
  if (transcript.endsWith('R: 168\nA:')) return ' User 168';
  if (transcript.includes('price 24')) return ' TS 7*24';
  return transcript.includes('R: -') ? ' User I do not know.' : ' TS Blue Lion';
};

test('a question is asked with the Enter key, and told turn by turn: who spoke to whom, and what each tool gave', async () => {
  const panel = mount(bill);
  const question = field(panel, enTools.question);
  await userEvent.fill(question, 'What do 7 dinners cost\nat Blue Lion?');
  await userEvent.type(question, '{Enter}');
  await expect.poll(() => panel.textContent).toContain(`${enTools.alone}: 100`);
  expect(turns(panel)).toEqual([
    'User →to Model'.concat('What do 7 dinners cost at Blue Lion?'),
    'Model →to Toolset'.concat('Blue Lion'),
    'Calculator →to Model'.concat('nothing (it cannot read this)'),
    'Dictionary →to Model'.concat('nothing (it cannot read this)'),
    'Table of venues →to Model'.concat('Blue Lion; food Japanese; dish salmon; price 24; opened 2019-03-05'),
    'Model →to Toolset'.concat('7*24'),
    'Calculator →to Model'.concat('168'),
    'Dictionary →to Model'.concat('nothing (it cannot read this)'),
    'Table of venues →to Model'.concat('nothing (it has no such thing)'),
    'Model →to User'.concat('168'),
  ]);
});

test('a tool that is off, breaks or never answers says so, and rounds are bounded', async () => {
  const panel = mount((transcript) => (transcript.endsWith('B:') ? ' 1' : bill(transcript)));
  await userEvent.fill(field(panel, enTools.question), 'What do 7 dinners cost at Blue Lion?');
  await userEvent.selectOptions(field(panel, enTools.tools.retrieval), 'off');
  await userEvent.selectOptions(field(panel, enTools.tools.calculator), 'breaks');
  await userEvent.selectOptions(field(panel, enTools.tools.dictionary), 'silent');
  await userEvent.click(button(panel, enTools.ask));
  await expect.poll(() => turns(panel).at(-1), { timeout: 8000 }).toBe('Model →to UserI do not know.');
  const said = turns(panel).join('\n');
  for (const why of ['off', 'failed', 'late'] as const) expect(said).toContain(enTools.reasons[why]);

  for (const id of ['retrieval', 'calculator', 'dictionary'] as const)
    await userEvent.selectOptions(field(panel, enTools.tools[id]), 'works');
  await userEvent.selectOptions(field(panel, enTools.rounds), '1');
  await userEvent.click(button(panel, enTools.ask));
  await expect.poll(() => panel.textContent).toContain(enTools.ends.rounds);
  await userEvent.selectOptions(field(panel, enTools.rounds), '4');
});

test('a question that the page knows the answer to shows where the dialogue left the right way', async () => {
  const panel = mount((transcript) => (transcript.endsWith('B:') ? ' 1' : ' User 5'));
  await userEvent.click(button(panel, enTools.kinds.product));
  expect(field(panel, enTools.question).value).toMatch(/\d/);
  await userEvent.click(button(panel, enTools.ask));
  await expect.poll(() => panel.textContent).toContain(enTools.wrong);
  expect(turns(panel)[1]).toContain(enTools.wentWrong);
});

test('the table is edited; a row that is wrong is refused in words and changes nothing; closing loses nothing', async () => {
  let panel = mount(bill);
  panel.querySelector('details')!.open = true;
  const fill = async (row: Record<string, string>) => {
    for (const [column, text] of Object.entries(row))
      await userEvent.fill(field(panel, enTools.columns[column as 'name']), text);
  };
  await fill({ name: 'blue lion', food: 'Thai', dish: 'curry', price: '12', opened: '2020-02-30' });
  await userEvent.click(button(panel, enTools.add));
  expect(panel.querySelector('[role=alert]')?.textContent).toContain('2020-02-30');
  await fill({ opened: '2020-02-29' });
  await userEvent.click(button(panel, enTools.add));
  expect(panel.querySelector('[role=alert]')?.textContent).toContain('called Blue Lion already');
  await fill({ name: 'Green Badger' });
  await userEvent.click(button(panel, enTools.add));
  expect(panel.textContent).toContain(enTools.venues(9));

  await userEvent.click(button(panel, `${enTools.change}: Green Badger`));
  await fill({ price: '13' });
  await userEvent.click(button(panel, enTools.save('Green Badger')));
  expect(panel.textContent).toContain('£13');

  root?.unmount();
  host?.remove();
  panel = mount(bill, 'zh', true);
  expect(panel.textContent).toContain(zhTools.venues(9));
  panel.querySelectorAll('details').forEach((details) => (details.open = true));
  // As wide as a phone, and nothing sticks out.
  expect(panel.scrollWidth).toBeLessThanOrEqual(288);
  for (const name of [...panel.querySelectorAll('details')[0].querySelectorAll('li b')].map(
    ({ textContent }) => textContent,
  ))
    await userEvent.click(button(panel, `${zhTools.remove}: ${name}`));
  expect(panel.textContent).toContain(zhTools.noVenues);
  // Over an empty table there are questions still.
  await userEvent.click(button(panel, zhTools.anyKind));
  expect(field(panel, zhTools.question).value).not.toBe('');
  await userEvent.click(button(panel, zhTools.reset));
  expect(panel.textContent).toContain(zhTools.venues(8));
});

test('a model that speaks to nobody, and one that cannot read so much, are told', async () => {
  const panel = mount((transcript) => {
    if (transcript.includes('long')) throw Object.assign(new Error('too long'), { name: 'RangeError' });
    return transcript.endsWith('B:') ? ' x' : 'Hm.';
  });
  await userEvent.fill(field(panel, enTools.question), 'Hm?');
  await userEvent.click(button(panel, enTools.ask));
  await expect.poll(() => panel.textContent).toContain(enTools.ends.nobody);
  await userEvent.fill(field(panel, enTools.question), 'A long one?');
  await userEvent.click(button(panel, enTools.ask));
  await expect.poll(() => panel.textContent).toContain(enTools.ends.room);
});
