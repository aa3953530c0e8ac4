import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import lock from '../../package-lock.json' with { type: 'json' };
import { checkNode, installStamp, isInstalled } from '../../scripts/install.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nudge-install-'));
  writeFileSync(join(root, 'package-lock.json'), '{"lockfileVersion": 3}');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('isInstalled', () => {
  it('is false without node_modules, and true once stamped', () => {
    expect(isInstalled(root)).toBe(false);
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'node_modules', '.nudge-stamp'), installStamp(root));
    expect(isInstalled(root)).toBe(true);
  });

  it('is false again when package-lock.json changes', () => {
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'node_modules', '.nudge-stamp'), installStamp(root));
    writeFileSync(join(root, 'package-lock.json'), '{"lockfileVersion": 3, "packages": {}}');
    expect(isInstalled(root)).toBe(false);
  });
});

describe('checkNode', () => {
  it('accepts 20.19 and newer and names the version it refuses', () => {
    expect(() => checkNode('20.19.0')).not.toThrow();
    expect(() => checkNode('22.0.0')).not.toThrow();
    expect(() => checkNode('20.18.3')).toThrow('this is 20.18.3');
    expect(() => checkNode('18.20.0')).toThrow('Node 20.19 or newer');
  });
});

describe('package-lock.json', () => {
  it('has an entry for every optional package, as npm ci demands even for other platforms', () => {
    const packages = lock.packages as Record<string, { optionalDependencies?: Record<string, string> }>;
    const optional = Object.values(packages).flatMap((entry) =>
      Object.keys(entry.optionalDependencies ?? {}),
    );
    expect(optional).toContain('@oxlint/binding-darwin-arm64');
    for (const name of optional)
      expect(
        Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)),
        name,
      ).toBe(true);
  });
});
