/**
 * The tokens that tokenizer.json lists, whichever kind of model it describes: BPE, WordPiece and WordLevel map texts to
 * ids, Unigram numbers its list. Knows the file's fields; knows no way to cut a text.
 */
import { shown, unusableModel } from '../errors.ts';

/** A token beside the model's own, as the file gives it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
}

/** More rows than any tokenizer adds beside a model's: an id further beyond is no token but a mistake. */
const MOST_BEYOND = 65_536;

interface TokenizerFile {
  readonly model?: { readonly vocab?: unknown } | null;
  readonly added_tokens?: unknown;
}

/** The tokens of the model itself as pairs of text and id; those that are none are left out. */
export function modelTokens(tokenizerJson: unknown): readonly (readonly [string, number])[] {
  const vocab = (tokenizerJson as TokenizerFile | null)?.model?.vocab;
  if (typeof vocab !== 'object' || vocab === null) return [];
  const listed: readonly (readonly [unknown, unknown])[] = Array.isArray(vocab)
    ? vocab.map((entry: unknown, id) => [Array.isArray(entry) ? entry[0] : null, id])
    : Object.entries(vocab);
  return listed.filter(
    (entry): entry is [string, number] => typeof entry[0] === 'string' && typeof entry[1] === 'number',
  );
}

/** The tokens that were added; those that are none are left out. */
export function addedTokens(tokenizerJson: unknown): readonly AddedToken[] {
  const listed = (tokenizerJson as TokenizerFile | null)?.added_tokens;
  if (!Array.isArray(listed)) return [];
  return (listed as (Partial<AddedToken> | null)[]).flatMap((token) => {
    const { id, content, special } = token ?? {};
    return typeof id === 'number' && typeof content === 'string'
      ? [{ id, content, special: special === true }]
      : [];
  });
}

/** The id of a token by its text; null where there is none. Added tokens count first, as for the library. */
export function tokenId(tokenizerJson: unknown, content: string): number | null {
  const added = addedTokens(tokenizerJson).find((token) => token.content === content);
  if (added) return added.id;
  return modelTokens(tokenizerJson).find(([text]) => text === content)?.[1] ?? null;
}

/** The text of a token by its id; null where there is none. */
export function tokenContent(tokenizerJson: unknown, id: number): string | null {
  const added = addedTokens(tokenizerJson).find((token) => token.id === id);
  return added?.content ?? modelTokens(tokenizerJson).find(([, other]) => other === id)?.[0] ?? null;
}

/** What a config names as a string or as `{ content }`. */
export function namedToken(token: unknown): string | null {
  const content = typeof token === 'object' && token !== null && 'content' in token ? token.content : token;
  return typeof content === 'string' ? content : null;
}

/**
 * Checks every id against the rows that the model has. Tokens may be added beyond them, as for padding: no text is
 * written with those.
 * @param rows the model's vocabulary.
 * @throws CheckpointError for a file without a list of tokens, and for ids that are none.
 */
export function checkVocabulary(tokenizerJson: unknown, rows: number): void {
  const { model, added_tokens: added = null } = (tokenizerJson ?? {}) as TokenizerFile;
  const vocab = model?.vocab;
  const size = typeof vocab === 'object' && vocab !== null ? Object.keys(vocab).length : -1;
  const listed = added === null ? 0 : Array.isArray(added) ? added.length : -1;
  if (size !== modelTokens(tokenizerJson).length || listed !== addedTokens(tokenizerJson).length) {
    throw unusableModel('tokenizer.json has no vocabulary of token ids.');
  }
  for (const [text, id] of modelTokens(tokenizerJson)) {
    if (isId(id) && id < rows) continue;
    const ends = isId(id) ? `; the model's vocabulary ends at ${rows - 1}` : ', which is none';
    throw unusableModel(`tokenizer.json has the id ${id} for ${shown(text)}${ends}.`);
  }
  for (const { id, content } of addedTokens(tokenizerJson)) {
    if (isId(id) && id < rows + MOST_BEYOND) continue;
    throw unusableModel(
      `tokenizer.json adds ${shown(content)} as the id ${id}; the model's vocabulary ends at ${rows - 1}.`,
    );
  }
}

function isId(id: number): boolean {
  return Number.isSafeInteger(id) && id >= 0;
}
