/**
 * The text that an engine elsewhere must be given so that it reads what this page's model read: a prompt and what its
 * answer adds to it, to the token. Knows a tokenizer; knows no model and no format.
 */
import { CheckpointError } from '../../files/errors.ts';
import type { Tokenizer } from './tokenizer.ts';

/**
 * What `ids` add to `prompt`: put behind it, the text encodes to the ids of the prompt and these, wherever any text
 * does. Tokens that no text encodes to (a model may spell a word in other pieces) are given as they read.
 * @param prompt as the model read it, without the start token.
 * @throws RangeError for an id that does not exist.
 */
export function textAfter(
  tokenizer: Pick<Tokenizer, 'encode' | 'exactText'>,
  prompt: string,
  ids: readonly number[],
): string {
  // After nothing, a space or a special token, some tokenizers put a space before a word that was never there.
  const first = /(^|\s)$/.test(prompt);
  const texts = [first, !first].flatMap((begins) =>
    [false, true].map((begin) => tokenizer.exactText(ids, begins, begin)),
  );
  const otherwise = prompt === '' ? texts[0] : tokenizer.exactText(ids, false, false);
  if (texts.every((text) => text === otherwise)) return otherwise;
  try {
    const wanted = [...tokenizer.encode(prompt), ...ids];
    const reads = (text: string) => {
      const read = tokenizer.encode(prompt + text);
      return read.length === wanted.length && read.every((id, index) => id === wanted[index]);
    };
    return texts.find(reads) ?? otherwise;
  } catch (error) {
    // A word that cannot be written, such as a part of one.
    if (!(error instanceof CheckpointError)) throw error;
    return otherwise;
  }
}
