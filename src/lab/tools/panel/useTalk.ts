/** Dialogues on the page: asked, watched turn by turn, stopped. Knows models and dialogues; knows no form. */
import { useEffect, useRef, useState } from 'react';
import type { LabConnection, LanguageModel } from '../../../workers/labProtocol.ts';
import type { ModelChoice } from '../../../workers/protocol.ts';
import { converse, transcript, TURN_END, type Dialogue, type Round } from '../dialogue.ts';
import type { Question } from '../questions/questions.ts';
import { departure } from '../questions/tableValues.ts';
import type { Tool, ToolId } from '../toolset/tool.ts';
import { askAll } from '../toolset/toolset.ts';
import type { Told } from './told.ts';

export interface AskRequest {
  readonly text: string;
  /** Where the right answer is known. */
  readonly question: Question | null;
  readonly tools: readonly Tool[];
  readonly off: ReadonlySet<ToolId>;
  readonly most: number;
  readonly model: ModelChoice;
  /** Goes before every transcript: dialogues for a model that was taught none. */
  readonly before: string;
}

export type TalkState =
  | { readonly is: 'idle' | 'opening' | 'talking' | 'stopped' }
  | { readonly is: 'failed'; readonly why: string };

/** Most tokens of a turn. */
const TURN_TOKENS = 40;

/** @param keep takes dialogues as they grow, the newest first */
export function useTalk(lab: LabConnection, modelRoot: string, keep: (told: Told) => void) {
  const [state, setState] = useState<TalkState>({ is: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (request: AskRequest): Promise<void> => {
    const controller = new AbortController();
    const { signal } = controller;
    running.current?.abort();
    running.current = controller;
    setState({ is: 'opening' });
    const id = crypto.randomUUID();
    const grown = (more: Partial<Told>) =>
      keep({ id, text: request.text, rounds: [], end: null, alone: null, wrong: null, right: null, ...more });
    try {
      const model = await lab.open({ model: request.model, modelRoot }, { signal });
      signal.throwIfAborted();
      setState({ is: 'talking' });
      let rounds: readonly Round[] = [];
      const dialogue = await talk(model, request, signal, (now) => grown({ rounds: (rounds = now) }));
      const ended = outcome(request, dialogue);
      grown(ended);
      const alone =
        request.before === '' ? await write(model, transcript(request.text, [], 'alone'), signal) : null;
      grown({ ...ended, rounds, alone: alone?.trim() ?? null });
      setState({ is: 'idle' });
    } catch (error) {
      // Another question was asked, or the panel is gone: its state is not this one's to set.
      if (running.current !== controller) return;
      if (signal.aborted) setState({ is: 'stopped' });
      else setState({ is: 'failed', why: error instanceof Error ? error.message : String(error) });
    } finally {
      if (running.current === controller) running.current = null;
    }
  };
  return { state, start, stop: () => running.current?.abort() };
}

function outcome({ question }: AskRequest, { rounds, end, answer }: Dialogue): Partial<Told> {
  if (!question) return { rounds, end };
  const right = answer === question.answer;
  return { rounds, end, right: question.answer, wrong: right ? null : departure(question, rounds) };
}

async function talk(
  model: LanguageModel,
  { text, tools, off, most, before }: AskRequest,
  signal: AbortSignal,
  onRound: (rounds: readonly Round[]) => void,
): Promise<Dialogue> {
  const [dialogue] = await converse([text], {
    most,
    write: (transcripts) => Promise.all(transcripts.map((now) => write(model, before + now, signal))),
    ask: (query) => askAll(tools, query, { off, signal }),
    onRound,
  });
  return dialogue;
}

/** A turn, or null where there is no room left for it. */
async function write(model: LanguageModel, prompt: string, signal: AbortSignal): Promise<string | null> {
  const options = { maxTokens: TURN_TOKENS, temperature: 0, seed: 1, stop: [TURN_END] };
  try {
    const [{ text }] = await model.generate([prompt], options, { signal });
    return text.split(TURN_END)[0];
  } catch (error) {
    // A transcript that is too long for the model. Across a worker an error keeps its name alone.
    if (error instanceof Error && error.name === 'RangeError' && !signal.aborted) return null;
    throw error;
  }
}
