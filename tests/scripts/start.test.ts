import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCommand, parseStartOptions, sourceStamp } from '../../scripts/start.mjs';

describe('parseStartOptions', () => {
  it('serves on localhost, port 5173, by default', () => {
    expect(parseStartOptions([])).toEqual({ host: undefined, port: 5173, open: true });
  });

  it('reads --host with and without an address, --port and --no-open', () => {
    expect(parseStartOptions(['--host', '--port', '80'])).toEqual({ host: true, port: 80, open: true });
    expect(parseStartOptions(['--host', '10.0.0.2', '--no-open'])).toMatchObject({
      host: '10.0.0.2',
      open: false,
    });
  });

  it('refuses what it does not know', () => {
    expect(() => parseStartOptions(['--prot', '80'])).toThrow('Unknown option --prot');
    expect(() => parseStartOptions(['--port', 'http'])).toThrow('Unknown option --port');
  });
});

describe('openCommand', () => {
  it('opens nothing without a desktop or in continuous integration', () => {
    expect(openCommand('linux', {})).toBeNull();
    expect(openCommand('linux', { DISPLAY: ':0', CI: 'true' })).toBeNull();
    expect(openCommand('darwin', { CI: '1' })).toBeNull();
  });

  it("uses each desktop's own opener", () => {
    expect(openCommand('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toEqual(['xdg-open']);
    expect(openCommand('darwin', {})).toEqual(['open']);
    expect(openCommand('win32', {})?.slice(0, 3)).toEqual(['cmd', '/c', 'start']);
  });
});

describe('sourceStamp', () => {
  let root: string;
  const stamp = () => sourceStamp(root, ['src', 'index.html']);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nudge-start-'));
    mkdirSync(join(root, 'src', 'deep'), { recursive: true });
    writeFileSync(join(root, 'src', 'deep', 'a.ts'), 'one');
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('stays the same when a file is rewritten unchanged', () => {
    const before = stamp();
    writeFileSync(join(root, 'src', 'deep', 'a.ts'), 'one');
    expect(stamp()).toBe(before);
  });

  it('changes with content, with names, and with new files', () => {
    const seen = new Set([stamp()]);
    writeFileSync(join(root, 'src', 'deep', 'a.ts'), 'two');
    seen.add(stamp());
    writeFileSync(join(root, 'src', 'b.ts'), '');
    seen.add(stamp());
    rmSync(join(root, 'src', 'b.ts'));
    writeFileSync(join(root, 'src', 'c.ts'), '');
    seen.add(stamp());
    writeFileSync(join(root, 'index.html'), '');
    seen.add(stamp());
    expect(seen.size).toBe(5);
  });
});
