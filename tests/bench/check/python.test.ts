/** What becomes of a script's ends; Node stands in for Python, as both are called alike. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseOptions } from '../../../bench/check/options.ts';
import { runPython } from '../../../bench/check/python.ts';

let bundle = '';
beforeEach(() => void (bundle = mkdtempSync(join(tmpdir(), 'nudge-python-'))));
afterEach(() => rmSync(bundle, { recursive: true, force: true }));

const WRITE = `import { writeFileSync } from 'node:fs';
const [request, out] = process.argv.slice(2);
writeFileSync(out, JSON.stringify({ rows: [JSON.parse(request).n + 1] }));`;

async function taken(text: string, python: string, seconds = 60): Promise<{ took: object[]; error: string }> {
  writeFileSync(join(bundle, 'script.mjs'), text);
  const options = parseOptions(['--out', bundle, '--python', python]);
  const context = { bundle, options, deadline: performance.now() + seconds * 1000 };
  const took: object[] = [];
  const run = runPython('script.mjs', 'torch', context, { n: 1 }, (written) => took.push(written));
  const error = await run.then(
    () => '',
    (reason: Error) => reason.message,
  );
  expect(existsSync(join(bundle, 'torch.json.part'))).toBe(false);
  return { took, error };
}

it('hands the request over and takes what was written', async () => {
  expect(await taken(WRITE, process.execPath)).toEqual({ took: [{ rows: [2] }], error: '' });
});

it('keeps what a script wrote before it failed, and tells its last words', async () => {
  const { took, error } = await taken(
    `${WRITE}\nconsole.error('no memory left');\nprocess.exit(3);`,
    process.execPath,
  );
  expect(took).toEqual([{ rows: [2] }]);
  expect(error).toMatch(/ended with 3: no memory left$/);
});

it('ends a script that takes too long, and keeps what there was', async () => {
  const { took, error } = await taken(`${WRITE}\nsetInterval(() => {}, 1000);`, process.execPath, 4);
  expect(took).toEqual([{ rows: [2] }]);
  expect(error).toContain('ended with SIGKILL');
});

it('says that there is no Python', async () => {
  const python = join(bundle, 'none');
  expect(await taken(WRITE, python)).toEqual({ took: [{ missing: `There is no ${python}.` }], error: '' });
});
