/** What workers and readers of files tell, in Chinese: every text of the sources is in the dictionary, or said here why it is not. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { idOf, sentenceTeller } from '../../../src/ui/told/sentences.ts';
import { inChinese } from '../../../src/ui/told/inChinese.ts';
import { zhTold } from '../../../src/ui/told/words/zhTold.ts';

/** Folders of what is not the page. */
const FOLDERS = ['files', 'gpu', 'model', 'preferences', 'rl', 'tastes', 'workers'];

/** How a model's files are broken, in words of its format: what was kept and what to do is told in Chinese. */
const FORMATS =
  /^files\/(config|export\/(exportAdapter|exportFolder|rewardHead|modelCard)|safetensors|folder|bytes\/(gitLfs|byteSource|outputFile)|hub\/remoteModel|store\/fillModel)|^model\/(tokenizing|prompts\/chatTemplate|loadCheck)/;
/** What only a fault in the code itself can say; and what is no message. */
const FAULTS =
  /^gpu\/(kernels|plan|queue|tensor|uniforms)|^gpu\/device.*(elements|A piece of)|^model\/(base.*numbers from|family|gpt2Block|llamaBlock|llamaParts|layout.*no parameter|parameters.*(numbers from|no tensor|expected)|decodeMemory|generator.*(fit|positions)|packing|sequences|prompts\/openings)|^preferences\/(agreement|log|schema|importRows.* So are)|^rl\/(\w*[fF]ields|\w+Metrics|random|algorithms|rewards\/(listwise|rewardModels)|runs\/(kit|memory|stages)|training\/(policyUpdate.*sequences|read|simulate))|^tastes\/blurbs\/(lexicon|scales)|^workers\/(experimentService|savedState)/;

interface Source {
  readonly path: string;
  readonly code: string;
}

function sources(folder: string): readonly Source[] {
  return readdirSync(join('src', folder), { withFileTypes: true }).flatMap((entry): readonly Source[] => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sources(path);
    if (!path.endsWith('.ts') || path.endsWith('.twin.ts')) return [];
    const code = readFileSync(join('src', path), 'utf8')
      .replace(/\/\*[^]*?\*\//g, '')
      .replace(/^\s*\/\/.*$/gm, '');
    return [{ path, code }];
  });
}

const ALL = FOLDERS.flatMap(sources);

/** Texts in quotes, and the ids that they have. */
function textsOf({ path, code }: Source) {
  const quoted = code.matchAll(/`((?:[^`\\]|\\.)*)`|'((?:[^'\\\n]|\\.)*)'/g);
  return [...quoted].map(([, template, text]) => ({ path, id: idOf(template ?? text) }));
}

const isSentence = (id: string) => /[.!?]$/.test(id) && /\s/.test(id) && id.length > 14;

it('has every sentence of the sources', () => {
  const told = ALL.flatMap(textsOf).filter(({ id }) => isSentence(id));
  expect(told.length).toBeGreaterThan(300);
  const missing = told.filter(
    ({ path, id }) => !(id in zhTold) && !FORMATS.test(path) && !FAULTS.test(`${path} ${id}`),
  );
  expect(missing.map(({ path, id }) => `${path}: ${id}`)).toEqual([]);
});

it('has nothing that no source says, each in Chinese and with the values of its text', () => {
  // Some phrases are chosen inside a value.
  const all = [...ALL.flatMap(textsOf).map(({ id }) => id), ...ALL.map(({ code }) => code)];
  expect(Object.keys(zhTold).filter((id) => !all.some((text) => text.includes(id)))).toEqual([]);
  for (const [id, said] of Object.entries(zhTold)) {
    expect(said, id).toMatch(/\p{Script=Han}/u);
    const values = id.split('{}').length - 1;
    const used = [...said.matchAll(/\{(\d)\}/g)]
      .map(([, at]) => Number(at))
      .sort((one, other) => one - other);
    expect(used, id).toEqual(Array.from({ length: values }, (_, at) => at));
  }
});

it('tells each with values in it', () => {
  for (const [id, said] of Object.entries(zhTold)) {
    let at = 0;
    const text = id.replace(/\{\}/g, () => `v${at++}`);
    expect(inChinese(text), id).toBe(said.replace(/\{(\d)\}/g, (_, value: string) => `v${value}`));
  }
});

it('tells sentence by sentence, with those among Chinese, and leaves what it does not know', () => {
  expect(
    inChinese(
      'config.json has n_embd 7, which 2 heads cannot share. Nothing was loaded from it. Fetch or export it again.',
    ),
  ).toBe('config.json has n_embd 7, which 2 heads cannot share. 没有从中载入任何东西。请重新获取或导出。');
  expect(
    inChinese(
      '没有继续：There is not enough to learn from yet: at least 4 rankings are needed. Rank a few prompts first.',
    ),
  ).toBe('没有继续：可供学习的还不够：至少需要 4 次排序。请先给几个提示排序。');
  expect(
    inChinese(
      'The reward model met a gradient that is not a finite number and stopped learning. All rankings and the policy are kept; the reward model will be fitted anew. Lower the reward learning rate, then press Play.',
    ),
  ).toMatch(/^奖励模型遇到了不是有限数的梯度，/);
  expect(inChinese('已停止。')).toBe('已停止。');
  expect(sentenceTeller({})('Something else went wrong (code 7). Try it.')).toBe(
    'Something else went wrong (code 7). Try it.',
  );
});
