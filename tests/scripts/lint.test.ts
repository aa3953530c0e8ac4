/**
 * Proves that the lint configuration rejects what it is there to reject: one small offending file per rule, in a
 * copy of the source tree's shape, so that a rule which silently stops working is noticed.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const DIRECTION = 'eslint(no-restricted-imports)';

const LAYERS = [
  'gpu',
  'files',
  'model',
  'tastes',
  'preferences',
  'rl',
  'cluster',
  'lab',
  'workers',
  'headless',
  'ui',
];

/** What each layer may import, beside itself. */
const ALLOWED: Record<string, readonly string[]> = {
  gpu: [],
  files: ['gpu'],
  model: ['gpu', 'files'],
  tastes: [],
  preferences: ['tastes', 'files'],
  rl: ['preferences', 'tastes', 'model', 'gpu', 'files'],
  cluster: ['rl', 'preferences', 'model', 'files'],
  lab: ['cluster', 'rl', 'preferences', 'tastes', 'model', 'gpu', 'files'],
  workers: ['lab', 'cluster', 'rl', 'preferences', 'tastes', 'model', 'gpu', 'files'],
  headless: ['workers', 'lab', 'cluster', 'rl', 'preferences', 'tastes', 'model', 'gpu', 'files'],
  ui: ['lab', 'preferences', 'tastes'],
};

const PAIRS = LAYERS.flatMap((from) =>
  LAYERS.filter((to) => to !== from).map((to) => ({ from, to, allowed: ALLOWED[from].includes(to) })),
);

/** Offending files by rule; each is reported under that rule's name. */
const OFFENCES: Record<string, Record<string, string>> = {
  'import(no-cycle)': {
    'src/rl/cycleA.ts': `import { b } from './cycleB.ts';\nexport const a = (): number => b();\n`,
    'src/rl/cycleB.ts': `import { a } from './cycleA.ts';\nexport const b = (): number => a();\n`,
  },
  'typescript(no-floating-promises)': {
    'src/rl/floating.ts': `async function work(): Promise<void> {}\nexport function start(): void {\n  work();\n}\n`,
  },
  'typescript(no-misused-promises)': {
    'src/rl/misused.ts': `async function ready(): Promise<boolean> {\n  return true;\n}\nexport function ask(): number {\n  if (ready()) return 1;\n  return 0;\n}\n`,
  },
  'typescript(no-explicit-any)': {
    'src/rl/loose.ts': `export const loose = (value: any): string => String(value);\n`,
  },
  'typescript(consistent-type-imports)': {
    'src/rl/typeImport.ts': `import { Thing } from './thing.ts';\nexport const name = (thing: Thing): string => thing.name;\n`,
    'src/rl/thing.ts': `export interface Thing {\n  readonly name: string;\n}\n`,
  },
  'typescript(switch-exhaustiveness-check)': {
    'src/rl/switch.ts': `export function side(of: 'left' | 'right'): number {\n  switch (of) {\n    case 'left':\n      return 1;\n  }\n  return 2;\n}\n`,
  },
  'react-hooks(rules-of-hooks)': {
    'src/ui/conditional.tsx': `import { useState } from 'react';\nexport function Conditional(props: { on: boolean }) {\n  if (props.on) useState(0);\n  return <p>text</p>;\n}\n`,
  },
  'react-hooks(exhaustive-deps)': {
    'src/ui/deps.tsx': `import { useEffect } from 'react';\nexport function Deps(props: { value: number }) {\n  useEffect(() => {\n    document.title = String(props.value);\n  }, []);\n  return <p>text</p>;\n}\n`,
  },
  'jsx-a11y(alt-text)': {
    'src/ui/picture.tsx': `export function Picture() {\n  return <img src="a.png" />;\n}\n`,
  },
  'vitest(no-disabled-tests)': {
    'tests/skipped.test.ts': `import { expect, it } from 'vitest';\nit.skip('works', () => {\n  expect(1).toBe(1);\n});\n`,
  },
  'vitest(no-focused-tests)': {
    'tests/focused.test.ts': `import { expect, it } from 'vitest';\nit.only('works', () => {\n  expect(1).toBe(1);\n});\n`,
  },
};

const DIRECTION_FILES: Record<string, string> = {
  'src/ui/protocolUser.ts': `import { protocol } from '../workers/protocol.ts';\nexport const used = protocol;\n`,
  'src/ui/clientUser.ts': `import { client } from '../workers/clientProxy.ts';\nexport const used = client;\n`,
  'src/ui/deep/protocolUser.ts': `import { protocol } from '../../workers/protocol.ts';\nexport const used = protocol;\n`,
  'src/ui/typeOnly.ts': `import type { Thing } from '../rl/runs/thing.ts';\nexport const name = (thing: Thing): string => thing.name;\n`,
  'src/ui/deep/pureUser.ts': `import { settings } from '../../rl/algorithms/settings.ts';\nimport { record } from '../../rl/runs/record.ts';\nimport { site } from '../../files/siteStorage.ts';\nexport const used = [settings, record, site];\n`,
  'src/ui/engineUser.ts': `import { run } from '../rl/runs/run.ts';\nexport const used = run;\n`,
  'src/ui/gpuType.ts': `import type { Thing } from '../gpu/thing.ts';\nexport const name = (thing: Thing): string => thing.name;\n`,
  'src/ui/workerUser.ts': `import { session } from '../workers/session.ts';\nexport const used = session;\n`,
  'src/ui/lab/benchUser.ts': `import { experiment } from '../../lab/cost/experiment.ts';\nexport const used = experiment;\n`,
  'src/lab/cost/panel/panelUser.ts': `import { run } from '../../../rl/runs/run.ts';\nimport { experiment } from '../experiment.ts';\nexport const used = [run, experiment];\n`,
  'src/lab/cost/panel/sound.ts': `import { domain } from '../domain.ts';\nimport { part } from '../../../ui/parts/part.ts';\nimport { create } from 'zustand';\nimport { lab } from '../../../workers/labProtocol.ts';\nexport const used = [domain, part, create, lab];\n`,
  'src/lab/cost/page.ts': `import { part } from '../../ui/parts/part.ts';\nexport const used = part;\n`,
  'src/preferences/typeOnly.ts': `import type { Thing } from '../model/thing.ts';\nimport { settings } from '../rl/algorithms/settings.ts';\nexport const name = (thing: Thing): string => thing.name + settings;\n`,
  'src/gpu/kernels/deep.ts': `export { trunk } from '../../model/trunk.ts';\n`,
  'src/gpu/lazy.ts': `export const lazy = (): Promise<unknown> => import('../model/trunk.ts');\n`,
  'src/rl/page.ts': `import { create } from 'zustand';\nexport const used = create;\n`,
};

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

let folder: string;
let diagnostics: readonly Diagnostic[];

function codesOf(file: string): string[] {
  return diagnostics.filter((found) => found.filename.endsWith(file)).map((found) => found.code);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-lint-'));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  copyFileSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: { strict: true, module: 'esnext', moduleResolution: 'bundler', jsx: 'preserve' },
      include: ['src', 'tests'],
    }),
  );
  for (const { from, to } of PAIRS)
    write(
      `src/${from}/uses_${to}.ts`,
      `import { value } from '../${to}/value.ts';\nexport const used = value;\n`,
    );
  for (const files of [...Object.values(OFFENCES), DIRECTION_FILES])
    for (const [file, text] of Object.entries(files)) write(file, text);
  const bin = join(ROOT, 'node_modules', '.bin');
  const result = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--type-aware', '--format=json'],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` } },
  );
  diagnostics = (JSON.parse(result.stdout) as { diagnostics: Diagnostic[] }).diagnostics;
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('import direction', () => {
  it.each(PAIRS)('$from importing $to: allowed is $allowed', ({ from, to, allowed }) => {
    expect(codesOf(`src/${from}/uses_${to}.ts`).includes(DIRECTION)).toBe(!allowed);
  });

  it('lets ui see of workers the protocols and clients only, from any depth', () => {
    expect(codesOf('src/ui/protocolUser.ts')).not.toContain(DIRECTION);
    expect(codesOf('src/ui/clientUser.ts')).not.toContain(DIRECTION);
    expect(codesOf('src/ui/deep/protocolUser.ts')).not.toContain(DIRECTION);
    expect(codesOf('src/ui/workerUser.ts')).toContain(DIRECTION);
  });

  it('lets ui see of the layers below types, and what is pure; of gpu nothing', () => {
    expect(codesOf('src/ui/typeOnly.ts')).not.toContain(DIRECTION);
    expect(codesOf('src/ui/deep/pureUser.ts')).not.toContain(DIRECTION);
    expect(codesOf('src/ui/engineUser.ts')).toContain(DIRECTION);
    expect(codesOf('src/ui/gpuType.ts')).toContain(DIRECTION);
    expect(codesOf('src/preferences/typeOnly.ts')).not.toContain(DIRECTION);
  });

  it('takes the panel of a bench for the page, and the rest of it not', () => {
    expect(codesOf('src/ui/lab/benchUser.ts')).toContain(DIRECTION);
    expect(codesOf('src/lab/cost/panel/panelUser.ts').filter((code) => code === DIRECTION)).toHaveLength(2);
    expect(codesOf('src/lab/cost/panel/sound.ts')).not.toContain(DIRECTION);
    expect(codesOf('src/lab/cost/page.ts')).toContain(DIRECTION);
  });

  it('sees re-exports, lazy imports, and packages that belong to the page', () => {
    expect(codesOf('src/gpu/kernels/deep.ts')).toContain(DIRECTION);
    expect(codesOf('src/gpu/lazy.ts')).toContain(DIRECTION);
    expect(codesOf('src/rl/page.ts')).toContain(DIRECTION);
  });
});

describe('rules', () => {
  it.each(Object.keys(OFFENCES))('rejects %s', (rule) => {
    expect(Object.keys(OFFENCES[rule]).flatMap(codesOf)).toContain(rule);
  });
});
