/**
 * A prompt's text taken apart for display: what people wrote, and what a chat template put around it. Knows text; shows
 * all of it in every case, whatever it takes for what.
 */
import type { ChatRecord } from '../../model/prompts/prompts.ts';

export interface PromptPiece {
  readonly text: string;
  /** Whether it is somebody's words: not the template's, and not the system text. */
  readonly own: boolean;
}

/** The pieces of `text` in order; they add up to it. */
export function promptPieces(text: string, chat: ChatRecord | undefined): readonly PromptPiece[] {
  if (!chat) return [{ text, own: true }];
  const pieces: PromptPiece[] = [];
  let at = 0;
  const upTo = (end: number, own: boolean) => {
    if (end > at) pieces.push({ text: text.slice(at, end), own });
    at = end;
  };
  for (const { role, content } of chat.messages) {
    // Templates may take the spaces around a message away.
    for (const words of [content, content.trim()]) {
      const place = find(text, words, at);
      if (words === '' || place < 0) continue;
      upTo(place, false);
      upTo(place + words.length, role !== 'system');
      break;
    }
  }
  upTo(text.length, false);
  return pieces;
}

/** Where words begin from `from` on: better before a mark than inside a role's name or a sentence of the template. */
function find(text: string, words: string, from: number): number {
  const first = text.indexOf(words, from);
  for (let place = first; place >= 0; place = text.indexOf(words, place + 1)) {
    if (/^\s*[<[]/.test(text.slice(place + words.length))) return place;
  }
  return first;
}
