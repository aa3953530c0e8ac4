import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { driverEnvironment, findFirefox } from '../../scripts/firefox.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-firefox-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string) => {
  writeFileSync(join(folder, name), '');
  return join(folder, name);
};

describe('findFirefox', () => {
  it('obeys FIREFOX_PATH before anything on PATH, and refuses one that does not exist', () => {
    file('firefox');
    const own = file('my-own');
    expect(findFirefox({ FIREFOX_PATH: own, PATH: folder })).toBe(own);
    const absent = join(folder, 'absent');
    expect(() => findFirefox({ FIREFOX_PATH: absent, PATH: folder })).toThrow(absent);
  });

  it('takes known names from PATH', () => {
    const esr = file('firefox-esr');
    expect(findFirefox({ PATH: ['/nowhere', folder].join(delimiter) })).toBe(esr);
  });
});

describe('driverEnvironment', () => {
  it('names lavapipe among the drivers of a Linux system, and nothing where there is none', () => {
    file('radeon_icd.x86_64.json');
    expect(driverEnvironment({}, 'linux', [folder, '/nowhere'])).toBeNull();
    const lavapipe = file('lvp_icd.x86_64.json');
    expect(driverEnvironment({}, 'linux', [folder])).toMatchObject({ VK_ICD_FILENAMES: lavapipe });
  });

  it('leaves a driver that was named, and other systems, alone', () => {
    expect(driverEnvironment({ VK_ICD_FILENAMES: 'mine.json' }, 'linux', [folder])).toEqual({});
    expect(driverEnvironment({}, 'darwin', [folder])).toEqual({});
  });
});
