/** The page's job done by its accessibility tree alone: ranks, trains, and reads a figure, with the focus and keys. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AxTree, type AxNode } from './axTree.ts';
import { openBrowser, serveBuild, type Served } from './served.ts';

/** Small stages, so that an iteration takes seconds without a GPU. */
const SETTINGS = '#model=blurbs-tiny&tokens=32&batch=8&epochs=1';
/** As many as the reward model starts with. */
const RANKINGS = 4;

let served: Served;
let browser: Browser;

beforeAll(async () => {
  served = await serveBuild();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await served.close();
});

/**
 * Fewer words are better; what an answer says is told with it.
 * @param before what the answers said that were ranked last, and are still told for a moment
 * @returns what these say
 */
async function rankByLength(tree: AxTree, before: string): Promise<string> {
  const said = (answers: readonly AxNode[]) => answers.map(({ description }) => description).join('\n');
  const answers = await tree.until('four answers', async () => {
    const all = await tree.all('group', /^Answer [A-D]$/);
    const written = (await tree.all('image', /^The model is still writing$/)).length === 0;
    return all.length === 4 && written && said(all) !== before ? all : undefined;
  });
  const words = answers.map(({ description }) => description.split(/\s+/).length);
  const lengths = [...new Set(words)].toSorted((one, other) => one - other);
  for (const [at, answer] of answers.entries())
    await tree.press(answer, String(lengths.indexOf(words[at]) + 1));
  // Others may have come in their place while they were read: what is ranked has been heard.
  const heard = said(await tree.all('group', /^Answer [A-D]\b/));
  if (heard !== said(answers)) return rankByLength(tree, before);
  await tree.press(await tree.find('button', /^Submit ranking$/, ({ states }) => !states.disabled), 'Enter');
  return said(answers);
}

test('four rankings, an iteration, and what the reward is then', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  await page.goto(served.url + SETTINGS);
  const tree = await AxTree.of(page);
  let told = '';
  for (let done = 1; done <= RANKINGS; done++) {
    told = await rankByLength(tree, told);
    await tree.find('progressbar', new RegExp(`^${done} of 12 rankings$`));
  }
  await tree.press(await tree.find('button', /^Step iteration$/, ({ states }) => !states.disabled), 'Enter');
  const reward = await tree.find('figure', /^Reward$/, ({ description }) => description !== '');
  const [, value, iteration] = /^(\S+) sd at iteration (\d+)\./.exec(reward.description) ?? [];
  expect(Number(iteration)).toBe(1);
  expect(Number(value.replace('\u2212', '-'))).not.toBeNaN();
  // That training has come to rest is said, not only seen.
  await tree.find('StaticText', /Training rests after iteration 1\./);
  await page.close();
});
