/** Tools as people set them: at work, off, broken, silent. Pure. */
import type { Tool, ToolId } from '../toolset/tool.ts';

export const TOOL_STATES = ['works', 'off', 'breaks', 'silent'] as const;
export type ToolState = (typeof TOOL_STATES)[number];
export type ToolStates = Readonly<Record<ToolId, ToolState>>;

export const ALL_WORK: ToolStates = { calculator: 'works', dictionary: 'works', retrieval: 'works' };

/** The same tools, some of them broken or silent. */
export function inStates(tools: readonly Tool[], states: ToolStates): readonly Tool[] {
  return tools.map((tool): Tool => {
    switch (states[tool.id]) {
      case 'breaks':
        return { ...tool, ask: () => Promise.reject(new Error('The tool broke.')) };
      case 'silent':
        return { ...tool, ask: () => new Promise(() => undefined) };
      case 'works':
      case 'off':
        return tool;
    }
  });
}

export function offIn(states: ToolStates): ReadonlySet<ToolId> {
  return new Set((Object.keys(states) as ToolId[]).filter((id) => states[id] === 'off'));
}
