/**
 * A page translator replaces every text of the page by elements of its own, whenever new ones appear. What is shown
 * must be what is logged all the same, and nothing may break.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { mount, unmount, type Mounted } from '../mount.tsx';

let errors: unknown[] = [];
const onError = ({ error }: ErrorEvent) => void errors.push(error);

beforeEach(async () => {
  await page.viewport(1440, 900);
  errors = [];
  window.addEventListener('error', onError);
});

afterEach(() => {
  window.removeEventListener('error', onError);
  unmount();
});

const answer = (letter: string) => page.getByRole('group', { name: `Answer ${letter}`, exact: true });

/** Texts on the page that are not only space, and not of scripts and styles. */
function texts(): Text[] {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    if (text.data.trim() !== '' && !text.parentElement?.closest('script, style, [data-vitest]'))
      found.push(text);
  }
  return found;
}

/** What a translator does: two nested elements in place of each text, with other words in it. */
function translate(): void {
  for (const text of texts()) {
    const outer = document.createElement('font');
    const inner = document.createElement('font');
    inner.textContent = text.data.toUpperCase();
    outer.append(inner);
    text.replaceWith(outer);
  }
}

/** Everything that can be on the page: rankings, scores, a comparison, samples, a table, progress. */
async function full(): Promise<Mounted> {
  const mounted = await mount();
  await expect.element(answer('D')).toHaveTextContent('It is cheap');
  const { app, trainer } = mounted;
  for (let i = 0; i < 5; i++) {
    app.rater.rank(1, 1);
    await app.rater.submit();
    await expect.poll(() => app.ranking.getState().current?.streaming).toBe(false);
  }
  trainer.iterate();
  trainer.emit({ type: 'progress', task: 'fit', done: 3, total: 12 });
  trainer.emit({ type: 'saved', iteration: 1 });
  app.ui.setState({ notice: { kind: 'info', text: 'Something was said.' } });
  await app.training.compare();
  await expect.poll(() => app.run.getState().savedIteration).toBe(1);
  return mounted;
}

test('every text is alone in its element, where another can take its place', async () => {
  const { app } = await full();
  document.querySelector<HTMLElement>('summary')?.click();
  for (const dialog of [null, 'shortcuts', 'reset', 'settings'] as const) {
    app.ui.setState({ dialog });
    if (dialog) await expect.element(page.getByRole('dialog')).toBeVisible();
    const crowded = texts()
      .filter(({ parentNode }) =>
        [...(parentNode?.childNodes ?? [])].some(
          (other) => other.nodeType === Node.TEXT_NODE && other !== parentNode?.firstChild,
        ),
      )
      .map(({ data, parentElement }) => `${parentElement?.outerHTML.slice(0, 80)}: ${data}`);
    expect(crowded, String(dialog)).toEqual([]);
  }
});

test('answers, status, prompt and last ranking show what is logged after the texts before were translated', async () => {
  const { app } = await full();
  translate();
  for (let i = 0; i < 3; i++) {
    app.rater.rank(2, 0);
    app.rater.rank(1, 3);
    await expect.element(answer('D')).toHaveTextContent('Rank 1');
    await app.rater.submit();
    await expect.poll(() => app.ranking.getState().current?.streaming).toBe(false);
    const { current, last } = app.ranking.getState();
    for (const [at, letter] of ['A', 'B', 'C', 'D'].entries()) {
      const shown = answer(letter).element();
      expect(shown.querySelector('p')?.textContent).toBe(current?.answers[at]?.text);
      // A translation of what it says still may stay.
      expect(shown.textContent?.toLowerCase()).toContain('not ranked yet');
    }
    const name = /name: ([^,]*)/.exec(current?.prompt ?? '')?.[1];
    await expect
      .element(page.getByRole('region', { name: 'Facts the model was given' }).getByRole('heading'))
      .toHaveTextContent(new RegExp(`^${name}$`));
    const cards = [...document.querySelectorAll('section[aria-labelledby="last-title"] article')];
    const logged = last?.event.tiers.flat().map((index) => last.event.answers[index].text);
    expect(cards.map((card) => card.querySelector('p[translate=no]')?.textContent)).toEqual(logged);
    translate();
  }
  await expect.element(page.getByRole('progressbar', { name: '8 of 12 rankings' })).toBeInTheDocument();
  app.ui.setState({ notice: null });
  await app.training.compare();
  expect(errors).toEqual([]);
});
