/**
 * What eyes and fingers meet at every width from a small phone to a projector, in both languages, with a mouse, with
 * a finger, and under a system's own colours: nothing cut, nothing too small, nothing that only a colour says.
 */
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, serveBuild, type Served } from './served.ts';

const SIZES = [
  [320, 700],
  [390, 844],
  [768, 1024],
  [1024, 768],
  [1280, 800],
  [1920, 1080],
] as const;
const PATIENCE = { timeout: 240_000 };
const SMALLEST_TEXT = 11;
const FINGER = 44;
/** Widths up to this have a tab for each half of the page. */
const PHONE = 640;

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

/** A page with answers to rank, two of them ranked, and the numbers of the recorded run beside them. */
async function visit(options: BrowserContextOptions): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options });
  await page.goto(`${served.url}#model=blurbs-tiny&batch=8`);
  await page.locator('[data-ranking][aria-busy=false]').waitFor(PATIENCE);
  await page.getByRole('button', { name: /Watch the recorded run|看录像/ }).click();
  // Not a knob of the run, which may be there still.
  const slider = page.getByRole('slider', { name: /Iteration of the recording|录像的轮次/ });
  await slider.fill((await slider.getAttribute('max')) ?? '');
  await page.locator('[data-card] [aria-pressed]').nth(1).click();
  return page;
}

/** What there is to see at a width: on a phone one half of the page behind each of two tabs. */
async function eachTab(page: Page, look: (tab: string) => Promise<void>): Promise<void> {
  const tabs = page.getByRole('tab');
  if ((page.viewportSize()?.width ?? 0) > PHONE) return look('');
  await tabs.first().waitFor();
  for (const tab of await tabs.all()) {
    await tab.click();
    await look(` ${(await tab.textContent()) ?? ''}`);
  }
  await tabs.first().click();
}

/** What is wrong for eyes with what is visible now, in words. */
function troubles(page: Page, smallest: number): Promise<string[]> {
  return page.evaluate((smallest) => {
    const found: string[] = [];
    const say = (what: string, element: Element) =>
      found.push(
        `${what}: ${element.tagName} ${element.className} "${element.textContent.trim().slice(0, 40)}"`,
      );
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`scrolls sideways: ${scrollWidth} > ${clientWidth}`);
    if (getComputedStyle(document.documentElement).fontSize !== '16px') found.push('root font size');
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (!element?.checkVisibility() || walker.currentNode.textContent?.trim() === '') continue;
      if (element.closest('script, style, noscript')) continue;
      if (parseFloat(getComputedStyle(element).fontSize) < smallest) say('small', element);
    }
    for (const number of document.querySelectorAll('[data-number]')) {
      const box = number.getBoundingClientRect();
      for (let around = number.parentElement; around?.closest('figure'); around = around.parentElement) {
        const outer = around.getBoundingClientRect();
        const whole =
          box.right <= outer.right + 0.5 && box.bottom <= outer.bottom + 0.5 && box.left >= outer.left - 0.5;
        if (!whole) say('cut number', number);
      }
    }
    for (const title of document.querySelectorAll('figure h3'))
      if (title.scrollWidth > title.clientWidth) say('cut title', title);
    return found;
  }, smallest);
}

/** What is too small for a finger. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const targets = 'button, select, summary, a[href], label:has(input[type=checkbox]), input[type=range]';
    return [...document.querySelectorAll(targets)]
      .filter((element) => element.checkVisibility())
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && (box.width < least || box.height < least))
      .map(({ element, box }) => `${element.outerHTML.slice(0, 90)}: ${box.width} × ${box.height}`);
  }, FINGER);
}

test.each(['en-GB', 'zh-CN'])('nothing is cut and nothing too small at any width, in %s', async (locale) => {
  const page = await visit({ locale });
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(300);
    await eachTab(page, async (tab) => {
      expect(await troubles(page, SMALLEST_TEXT), `${width} × ${height}${tab}`).toEqual([]);
    });
  }
  await page.close();
});

test('fingers have room, and are told of no keys', async () => {
  const page = await visit({ hasTouch: true, isMobile: true });
  for (const [width, height] of SIZES.slice(0, 4)) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(300);
    await eachTab(page, async (tab) => {
      expect(await troubles(page, SMALLEST_TEXT), `${width} × ${height}${tab}`).toEqual([]);
      expect(await smallTargets(page), `${width} × ${height}${tab}`).toEqual([]);
    });
  }
  expect(await page.locator('kbd').filter({ visible: true }).count()).toBe(0);
  expect(await page.locator('[aria-keyshortcuts]').count()).toBe(0);
  const told = await page.evaluate(() =>
    [
      document.body.innerText,
      ...[...document.querySelectorAll<HTMLElement>('[title]')].map(({ title }) => title),
    ].join('\n'),
  );
  expect(told).not.toMatch(/\b[Pp]ress [\dA-Z]|\((?:Enter|[A-Z]|Ctrl\+.)\)|Shortcuts|shortcuts/);
  expect(told).toContain('Tap the blurbs');
  // A tap on a card ranks it.
  await page.locator('[data-card]').last().locator('p').tap();
  expect(await page.locator('[data-ranked=true]').count()).toBe(2);
  await page.close();
});

test('under a system’s own colours rank, progress, tokens and band are still told apart', async () => {
  const page = await visit({ forcedColors: 'active' });
  const colour = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await colour('[data-card] [aria-pressed=true]')).not.toBe(
    await colour('[data-card] [aria-pressed=false]'),
  );
  const track = 'section[data-panel] [role=progressbar]';
  expect(await colour(`${track} > :first-child`)).not.toBe(await colour(track));
  const tokens = await page
    .locator('article p span')
    .evaluateAll((spans) => spans.map((span) => getComputedStyle(span).backgroundColor));
  expect(new Set(tokens).size).toBeGreaterThan(3);
  // Of the canvas the pixels tell: in the plot of KL there are line, band and ground.
  const plot = page.getByRole('figure', { name: 'KL', exact: true }).locator('canvas');
  const shades = () =>
    plot.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const counts = new Map<number, number>();
      for (let at = 0; at < data.length; at += 4) {
        const shade = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
        counts.set(shade, (counts.get(shade) ?? 0) + 1);
      }
      return [...counts.values()].filter((count) => count > 60).length;
    });
  // It is drawn anew when what stands around it has come.
  await expect.poll(shades, { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
  await page.close();
});
