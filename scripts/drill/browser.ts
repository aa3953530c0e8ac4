/**
 * A browser that can be killed and started again on the same profile, as after a power cut. Started by ourselves, so
 * that its process is ours to end. Knows processes; knows nothing of the page.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { chromium, type Browser, type Page } from 'playwright';

/** What a headless browser that is driven from outside is started with. */
const ARGS = ['--headless=new', '--no-sandbox', '--remote-debugging-port=0', 'about:blank'];
const START_MS = 60_000;

export class MortalBrowser {
  #process: ChildProcess | null = null;
  #browser: Browser | null = null;

  /**
   * @param executable path of a Chromium
   * @param profile folder of its profile, which outlives it
   */
  constructor(
    private readonly executable: string,
    private readonly profile: string,
    private readonly args: readonly string[],
  ) {}

  /** Starts it, if it is not alive, and opens a page. */
  async open(url: string): Promise<Page> {
    this.#browser ??= await this.#start();
    const context = this.#browser.contexts()[0] ?? (await this.#browser.newContext());
    const page = await context.newPage();
    for (const other of context.pages()) if (other !== page) await other.close().catch(() => undefined);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(url);
    return page;
  }

  /** Ends the browser's process at once: no handler of it runs. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = this.#browser = null;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    // Its children notice by themselves, a moment later.
    await new Promise((resolve) => setTimeout(resolve, 500));
  }

  /** Ends the process that draws and computes the page, as when it crashes. */
  async killRenderer(page: Page): Promise<void> {
    const session = await page.context().newCDPSession(page);
    // It never answers.
    void session.send('Page.crash').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }

  /** Ends the process that speaks with the GPU. */
  async killGpu(): Promise<void> {
    const session = await this.#browser!.newBrowserCDPSession();
    await session.send('Browser.crashGpuProcess');
  }

  async #start(): Promise<Browser> {
    const child = spawn(this.executable, [...this.args, `--user-data-dir=${this.profile}`, ...ARGS], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = child;
    const endpoint = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The browser did not start.')), START_MS);
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => {
        said += String(chunk);
        const found = /DevTools listening on (ws:\S+)/.exec(said);
        if (!found) return;
        clearTimeout(timer);
        resolve(found[1]);
      });
      child.once('exit', () => reject(new Error(`The browser ended: ${said.slice(-300)}`)));
    });
    return chromium.connectOverCDP(endpoint);
  }
}
