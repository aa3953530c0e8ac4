/** What a tool is: it is asked with a text, and gives a list, which is empty when the text says nothing to it. Types only. */

export type ToolId = 'calculator' | 'dictionary' | 'retrieval';

/** In this order their results are put together, as in LaMDA. */
export const TOOL_IDS = ['calculator', 'dictionary', 'retrieval'] as const satisfies readonly ToolId[];

/** Why a tool gave nothing. A model is told none of this: to it, nothing is nothing. */
export type Reason =
  /** Not a text of the kind that it reads. */
  | 'unreadable'
  /** Read, but there is no such word or venue. */
  | 'unknown'
  | 'division'
  /** A table without rows. */
  | 'empty'
  /** Turned off. */
  | 'off'
  /** No answer in time. */
  | 'late'
  /** It broke. */
  | 'failed';

export interface Answered {
  readonly items: readonly string[];
  /** Null where it gave something. */
  readonly reason: Reason | null;
}

export interface Tool {
  readonly id: ToolId;
  ask(query: string, signal: AbortSignal): Answered | Promise<Answered>;
}

export function nothing(reason: Reason): Answered {
  return { items: [], reason };
}

export function found(...items: readonly string[]): Answered {
  return { items, reason: null };
}
