import { expect, test } from 'vitest';
import { writtenOtherwise } from '../../../../src/ui/rank/state/writtenOtherwise.ts';
import type { SessionInfo } from '../../../../src/workers/protocol.ts';

const chat = (template: string) => ({ messages: [], template });

function session(train: readonly string[], templated: Readonly<Record<string, string>>) {
  const chats = new Map(Object.entries(templated).map(([text, template]) => [text, chat(template)]));
  return { prompts: { train, heldOut: [] }, reading: { chats } } as unknown as SessionInfo;
}

test('rankings under another template or system text, or none, are told from those of this session', () => {
  const rankings = [{ chat: chat('a') }, { chat: chat('b') }, {}, {}];
  expect(writtenOtherwise(rankings, session(['x'], { x: 'a' }))).toBe(3);
  expect(writtenOtherwise(rankings, session(['x', 'y'], { x: 'a', y: 'b' }))).toBe(2);
  expect(writtenOtherwise(rankings, session(['x', 'y'], { x: 'a' }))).toBe(1);
  expect(writtenOtherwise(rankings, session(['x'], {}))).toBe(2);
  expect(writtenOtherwise(rankings, session([], {}))).toBe(0);
});
