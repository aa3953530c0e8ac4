import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assetFolder } from '../../../bench/check/context.ts';
import { unpackDawn } from '../../../bench/check/unpack.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'nudge-context-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('assetFolder', () => {
  it("takes the bundle's own, else that of the checkout around it, else says what to do", () => {
    const bundle = join(folder, '.cache', 'check');
    mkdirSync(bundle, { recursive: true });
    const found = () => assetFolder(bundle, 'models', 'public/models');
    expect(found).toThrow('make it without --lean');
    mkdirSync(join(folder, 'public', 'models'), { recursive: true });
    expect(found()).toBe(join(folder, 'public', 'models'));
    mkdirSync(join(bundle, 'models'));
    expect(found()).toBe(join(bundle, 'models'));
  });
});

describe('unpackDawn', () => {
  const platform = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;

  it('puts Dawn where its package looks for it, once', () => {
    const packed = join(folder, `dawn-${platform}.br`);
    writeFileSync(packed, brotliCompressSync('a library'));
    unpackDawn(folder);
    const unpacked = join(folder, 'dist', platform, 'dawn.node');
    expect(readFileSync(unpacked, 'utf8')).toBe('a library');
    rmSync(packed);
    expect(() => unpackDawn(folder)).not.toThrow();
  });

  it('says so when the bundle is for other machines', () => {
    expect(() => unpackDawn(folder)).toThrow(`no WebGPU for ${platform}`);
  });
});
