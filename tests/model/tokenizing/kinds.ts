/**
 * Small tokenizers of every kind that tokenizer.json can describe, with what the Python library makes of texts and ids
 * (scripts/fixtures/tokenizer_kinds.py).
 */
import { readdir } from 'node:fs/promises';
import type { Tokenizer } from '../../../src/model/tokenizing/tokenizer.ts';
import { ownTokenizer } from '../../../src/model/tokenizing/ownRules.ts';
import { readFixtureText } from '../../fixtures/load.ts';

interface KindFile {
  readonly tokenizer: object;
  readonly start: readonly number[];
  readonly cases: readonly {
    /** null for ids that nobody wrote. */
    readonly text: string | null;
    readonly ids: readonly number[];
    readonly decoded: string;
  }[];
}

export interface Kind extends KindFile {
  readonly name: string;
  readonly read: Tokenizer;
}

/** Names the end token, as tokenizer_config.json does. */
export const KIND_CONFIG = { eos_token: '</s>', unk_token: '<unk>' };

export async function allKinds(): Promise<readonly Kind[]> {
  const names = await readdir(new URL('../../fixtures/tokenizers', import.meta.url));
  return Promise.all(
    names.sort().map(async (file) => {
      const kind = JSON.parse(await readFixtureText(`tokenizers/${file}`)) as KindFile;
      return {
        ...kind,
        name: file.replace('.json', ''),
        read: ownTokenizer(kind.tokenizer, KIND_CONFIG, 1_000),
      };
    }),
  );
}
