/** Tells rankings of prompts that were written in another form than those of the model that runs. Knows templates by id. */
import type { RankingEvent } from '../../../preferences/event.ts';
import type { SessionInfo } from '../../../workers/protocol.ts';

/**
 * How many rankings were given to prompts that went through another chat template, or another system text, than any
 * prompt of this session; or through none where all of them do, or the other way round.
 */
export function writtenOtherwise(
  rankings: readonly Pick<RankingEvent, 'chat'>[],
  { prompts, reading }: Pick<SessionInfo, 'prompts' | 'reading'>,
): number {
  const texts = [...prompts.train, ...prompts.heldOut];
  if (texts.length === 0) return 0;
  const forms = new Set(texts.map((text) => reading.chats.get(text)?.template ?? null));
  return rankings.filter(({ chat }) => !forms.has(chat?.template ?? null)).length;
}
