/**
 * Opening what stands beside the page restyles what is new and what makes room for it, not all of the page: one selector or one
 * variable of the root can have every element's style reckoned anew (34 of 90 ms it was). Counted, not timed.
 */
import type { Browser } from 'playwright';
import { expect, test } from 'vitest';
import { openBrowser, serveBuild } from './served.ts';

const PATIENCE = { timeout: 120_000 };

interface TraceEvent {
  readonly name: string;
  readonly args: { readonly elementCount?: number };
}

/** The most elements that one pass over styles reached while `act` was done. */
async function restyled(browser: Browser, act: () => Promise<void>): Promise<number> {
  await browser.startTracing(undefined, { categories: ['devtools.timeline'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const passes = traceEvents.filter(({ name }) => name === 'UpdateLayoutTree');
  expect(passes.length, 'passes over styles').toBeGreaterThan(0);
  return Math.max(...passes.map(({ args }) => args.elementCount ?? 0));
}

test('the guide and the inspector restyle a part of the page', async () => {
  const served = await serveBuild();
  const browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  await page.goto(`${served.url}#model=blurbs-tiny`);
  const list = page.getByRole('list', { name: 'Answers to rank' });
  await expect.poll(() => list.getAttribute('aria-busy'), PATIENCE).toBe('false');
  const panel = page.getByRole('complementary').filter({ has: page.getByRole('heading', { level: 2 }) });
  for (const name of ['Guide', 'Look inside']) {
    const button = page.getByRole('button', { name, exact: true }).first();
    const opened = async () => {
      await button.click();
      await panel.waitFor(PATIENCE);
      await page.evaluate(
        () => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))),
      );
    };
    const closed = async () => {
      // The inspector may lie over its own button.
      await button.evaluate((element) => (element as HTMLElement).click());
      await panel.waitFor({ state: 'detached' });
    };
    // Once before, so that its styles are there: a stylesheet that comes may touch everything.
    await opened();
    await closed();
    const count = await restyled(browser, opened);
    const all = await page.locator('*').count();
    expect(all, 'elements of the page').toBeGreaterThan(500);
    expect(count, name).toBeLessThan(all / 2);
    await closed();
  }
  await browser.close();
  await served.close();
});
