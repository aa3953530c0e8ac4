/**
 * The toolset: a text goes to every tool, and what they give is put together in their fixed order. A tool that breaks or does not
 * answer in time gives nothing, and says why. Knows tools by their type; knows no model.
 */
import type { Venue } from './table.ts';
import { calculate } from './calculator.ts';
import { lookUp, type Entries } from './dictionary.ts';
import { retrieve } from './retrieval.ts';
import { nothing, TOOL_IDS, type Answered, type Tool, type ToolId } from './tool.ts';

/** Most that a tool is waited for, ms. */
export const PATIENCE = 2000;

/** What one tool gave. */
export interface ToolResult extends Answered {
  readonly tool: ToolId;
}

export interface ToolsetOptions {
  /** Tools that are turned off; they are told so, and give nothing. */
  readonly off?: ReadonlySet<ToolId>;
  /** Most that each is waited for, ms. */
  readonly patience?: number;
  readonly signal?: AbortSignal;
}

/** The three tools over a table and a dictionary. */
export function toolsOver(venues: readonly Venue[], entries: Entries): readonly Tool[] {
  return [
    { id: 'calculator', ask: calculate },
    { id: 'dictionary', ask: (query) => lookUp(entries, query) },
    { id: 'retrieval', ask: (query) => retrieve(venues, query) },
  ];
}

/**
 * Asks every tool at once.
 * @returns a result a tool, in the order of {@link TOOL_IDS}
 * @throws the signal's reason
 */
export async function askAll(
  tools: readonly Tool[],
  query: string,
  { off = new Set(), patience = PATIENCE, signal }: ToolsetOptions = {},
): Promise<readonly ToolResult[]> {
  signal?.throwIfAborted();
  const inOrder = TOOL_IDS.flatMap((id) => tools.filter((tool) => tool.id === id));
  const results = await Promise.all(
    inOrder.map(async (tool) => ({
      tool: tool.id,
      ...(off.has(tool.id) ? nothing('off') : await asked(tool, query, patience)),
    })),
  );
  signal?.throwIfAborted();
  return results;
}

async function asked(tool: Tool, query: string, patience: number): Promise<Answered> {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Answered>((resolve) => {
    timer = setTimeout(() => resolve(nothing('late')), patience);
  });
  const answer = Promise.resolve()
    .then(() => tool.ask(query, stop.signal))
    .catch(() => nothing('failed'));
  const first = await Promise.race([answer, late]);
  clearTimeout(timer);
  stop.abort();
  return first;
}
