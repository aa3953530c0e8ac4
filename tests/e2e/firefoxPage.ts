/** A page in a real Firefox with WebGPU on a software driver, and what a person does on it: looks, presses, clicks. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { vi } from 'vitest';
import { driverEnvironment, FIREFOX_PREFERENCES, findFirefox } from '../../scripts/firefox.mjs';

/** A software driver compiles every shader, and other work may share the processor. */
export const PATIENCE = { timeout: 300_000, interval: 200 };

export class FirefoxPage {
  /** What went wrong on the page, in the order it did. */
  readonly errors: string[] = [];

  private constructor(
    readonly browser: Browser,
    readonly page: Page,
    private readonly downloads: string,
  ) {
    page.on('pageerror', (error) => this.errors.push(error instanceof Error ? error.message : String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  /** @param preferences besides those that switch WebGPU on */
  static async open(preferences: Record<string, unknown> = {}): Promise<FirefoxPage> {
    const executablePath = findFirefox();
    const driver = driverEnvironment();
    if (!executablePath || !driver)
      throw new Error('There is no Firefox here: npm run test:firefox brings one.');
    const downloads = await mkdtemp(join(tmpdir(), 'nudge-downloads-'));
    const browser = await launch({
      browser: 'firefox',
      executablePath,
      headless: true,
      env: { ...process.env, ...driver },
      extraPrefsFirefox: {
        ...FIREFOX_PREFERENCES,
        'browser.download.folderList': 2,
        'browser.download.dir': downloads,
        'intl.accept_languages': 'en-GB',
        ...preferences,
      },
      defaultViewport: { width: 1280, height: 900 },
      protocolTimeout: PATIENCE.timeout,
    });
    return new FirefoxPage(browser, await browser.newPage(), downloads);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await rm(this.downloads, { recursive: true, force: true });
  }

  /** The page's text, as it is shown. */
  text(): Promise<string> {
    return this.page.evaluate(() => document.body.innerText);
  }

  /** Waits until the page says so. */
  async says(words: RegExp): Promise<void> {
    await vi.waitFor(async () => {
      const text = await this.text();
      if (!words.test(text)) throw new Error(`The page does not say ${words}, but: ${text.slice(0, 2000)}`);
    }, PATIENCE);
  }

  /** Clicks the button of this name with the mouse, once it can be. */
  async click(name: string | RegExp): Promise<void> {
    const pattern = typeof name === 'string' ? `^${name}$` : name.source;
    const found = () =>
      this.page.evaluateHandle((source) => {
        const named = new RegExp(source);
        const buttons = [...document.querySelectorAll<HTMLButtonElement>('button')];
        const open = buttons.filter((button) => !button.disabled && button.checkVisibility());
        const nameOf = (button: HTMLButtonElement) =>
          button.getAttribute('aria-label') ?? button.innerText.trim();
        return open.find((button) => named.test(nameOf(button))) ?? null;
      }, pattern);
    const button = await vi.waitUntil(async () => (await found()).asElement(), PATIENCE);
    await (button as ElementHandle<HTMLButtonElement>).click();
  }

  /** Chooses from the list with this label. */
  async choose(label: string, value: string): Promise<void> {
    const list = await this.page.evaluateHandle((text) => {
      const labels = [...document.querySelectorAll('label')];
      return labels.find((each) => each.innerText.trim().startsWith(text))?.control ?? null;
    }, label);
    await (list as ElementHandle<HTMLSelectElement>).select(value);
  }

  /** The answers on screen, once all have been written. */
  async answers(): Promise<string[]> {
    const list = '[aria-label="Answers to rank"]';
    const busy = () =>
      this.page.evaluate((at) => document.querySelector(at)?.getAttribute('aria-busy'), list);
    await vi.waitUntil(async () => (await busy()) === 'false', PATIENCE);
    return this.page.evaluate(
      (at) => [...document.querySelectorAll<HTMLElement>(`${at} [role=group] p`)].map((p) => p.innerText),
      list,
    );
  }

  /** The next file whose name matches, once it is whole. */
  async downloaded(name: RegExp): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    const file = await vi.waitUntil(async () => {
      const files = await readdir(this.downloads);
      return files.some((each) => each.endsWith('.part')) ? undefined : files.find((each) => name.test(each));
    }, PATIENCE);
    return { name: file, bytes: await readFile(join(this.downloads, file)) };
  }
}
