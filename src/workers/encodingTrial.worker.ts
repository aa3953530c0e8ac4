/** Encodes and decodes texts one by one, saying which comes next, so that whoever started it can end it. */
import { ownTokenizer } from '../model/tokenizing/ownRules.ts';
import type { Trial } from '../model/prompts/trial.ts';

const worker = self as unknown as {
  onmessage: ((event: MessageEvent<Trial>) => void) | null;
  postMessage(message: number, transfer: Transferable[]): void;
};

worker.onmessage = ({ data: { tokenizerJson, tokenizerConfig, vocab, texts } }) => {
  try {
    const tokenizer = ownTokenizer(tokenizerJson, tokenizerConfig, vocab);
    for (const [index, text] of texts.entries()) {
      worker.postMessage(index, []);
      try {
        tokenizer.decode(tokenizer.encode(text));
      } catch {
        // What cannot be written is told where it is asked for.
      }
    }
  } catch {
    // And so is a tokenizer that cannot be followed.
  }
  worker.postMessage(texts.length, []);
};
