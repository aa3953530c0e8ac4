/** How a page's choice of a model that comes with it is read. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { endTokens } from '../../src/model/config.ts';
import { chooseModel } from '../../src/workers/chosenModel.ts';

const ROOT = `${resolve(import.meta.dirname, '../../public/models')}/`;
const places = { readFile: async (path: string) => new Response(new Uint8Array(await readFile(path))) };

it.each([
  ['stories260k', [2, 1], ''],
  ['excuses-tiny', [0], '\n'],
] as const)('%s ends answers at %j, and prompts with %j', async (name, ends, suffix) => {
  const signal = new AbortController().signal;
  const { config, texts, base } = await chooseModel(
    places,
    { model: name, modelRoot: ROOT },
    { software: true, signal, onProgress: () => undefined },
  );
  expect(endTokens(config)).toEqual(ends);
  expect(texts.promptSuffix).toBe(suffix);
  expect(base).toEqual({ id: name, license: 'mit' });
});
