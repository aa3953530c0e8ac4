/**
 * Reads whatever file of feedback a person has: the page's rankings, its pairs, its single labels, those of a bundle,
 * or the same from elsewhere. Knows which reader is for which row; the readers are preferenceImport.ts and
 * feedbackRows.ts. Must not know where files come from.
 */
import { feedbackRow, judgementsOf, type FeedbackRow } from './feedbackRows.ts';
import type { PreferenceEvent } from './event.ts';
import {
  importRankings,
  linesOf,
  PreferenceImportError,
  type ImportProblem,
  type ImportResult,
} from './importRows.ts';
import { parsePythonJson } from '../files/pythonJson.ts';

/**
 * Merges a file of feedback into a log. What can be read is kept, what cannot is named, and the log stays as it is.
 * @param now milliseconds since the epoch, for rows that tell no time
 */
export function importPreferences(
  events: readonly PreferenceEvent[],
  text: string,
  now: number = Date.now(),
): ImportResult {
  const lines = linesOf(text);
  const read = lines.map(({ content }) => rowOf(content));
  // A log of judgements has no such row, and a file of such rows little else.
  if (!read.some((row) => row !== null)) return importRankings(events, text);
  const rows: FeedbackRow[] = [];
  const problems: ImportProblem[] = [];
  for (const [index, row] of read.entries()) {
    const { line } = lines[index];
    if (row === null) problems.push({ line, reason: 'it is neither a pair nor a label' });
    else if (typeof row === 'string') problems.push({ line, reason: row });
    else rows.push(row);
  }
  const { added, known } = judgementsOf(rows, events, now);
  const code = rows.length === 0 ? 'foreign' : 'invalid';
  const error = problems.length > 0 ? new PreferenceImportError(code, problems, rows.length) : null;
  return { events: [...events, ...added], added, known, error };
}

function rowOf(content: string): FeedbackRow | string | null {
  try {
    return feedbackRow(parsePythonJson(content));
  } catch {
    return null;
  }
}
