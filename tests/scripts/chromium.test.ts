import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-chromium-'));
  for (const name of ['google-chrome', 'chromium', 'my-own']) {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), 0o755);
  }
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('findChromium', () => {
  it('obeys CHROME_PATH before anything on PATH', async () => {
    const path = join(folder, 'my-own');
    expect(await findChromium({ CHROME_PATH: path, PATH: folder })).toBe(path);
  });

  it('refuses a CHROME_PATH that does not exist instead of looking elsewhere', async () => {
    const path = join(folder, 'absent');
    await expect(findChromium({ CHROME_PATH: path, PATH: folder })).rejects.toThrow(path);
  });

  it('takes known names from PATH, Chromium before Chrome', async () => {
    const env = { PATH: ['/nowhere', folder].join(delimiter) };
    expect(await findChromium(env)).toBe(join(folder, 'chromium'));
  });
});
