/**
 * Input-output pairs as people give them: typed, pasted or out of a file, as lines, CSV or JSON lines; and whether they can
 * be searched with. Pure. Knows no model; says what is wrong as a kind and numbers, the page has the words.
 */

/** An input, and every output that is right for it, at least one. */
export interface Pair {
  readonly input: string;
  readonly outputs: readonly string[];
}

/** What keeps pairs from being used, or should be known of them. */
export type PairsProblem =
  /** Nothing was given. */
  | { readonly kind: 'empty' }
  /** A line that is no pair. Counted from 1. */
  | { readonly kind: 'line'; readonly line: number; readonly text: string }
  /** Fewer than are needed: some to show, others to score with. */
  | { readonly kind: 'few'; readonly given: number; readonly needed: number }
  /** One input with outputs that contradict each other, on two lines. */
  | { readonly kind: 'contradiction'; readonly input: string; readonly outputs: readonly string[] }
  /** More than are read. */
  | { readonly kind: 'many'; readonly most: number };

export interface ParsedPairs {
  /** In the order given, each input once. */
  readonly pairs: readonly Pair[];
  readonly problems: readonly PairsProblem[];
}

/** Three to show and two to score with are the least that says anything. */
export const FEWEST_PAIRS = 5;
export const MOST_PAIRS = 1000;
const SHOWN = 120;

/**
 * Reads pairs: JSON lines ({"input", "output"}), a JSON list of them or the data set's own {"examples": …}; CSV or TSV with
 * or without a heading; else a line a pair, "input -> output" (also => and →), or blocks of "Input:" and "Output:".
 */
export function parsePairs(text: string): ParsedPairs {
  const lines = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  if (lines.trim() === '') return { pairs: [], problems: [{ kind: 'empty' }] };
  const read = json(lines) ?? blocks(lines) ?? rows(lines);
  return checked(read.found, read.problems);
}

interface Found {
  readonly input: string;
  readonly outputs: readonly string[];
}
interface Read {
  readonly found: readonly Found[];
  readonly problems: PairsProblem[];
}

/** Pairs put together by input, and what is wrong with them as a whole. */
export function checked(found: readonly Found[], problems: PairsProblem[] = []): ParsedPairs {
  const byInput = new Map<string, readonly string[]>();
  for (const { input, outputs } of found.slice(0, MOST_PAIRS)) {
    const before = byInput.get(input);
    if (before && !before.some((output) => outputs.includes(output))) {
      problems.push({ kind: 'contradiction', input, outputs: [before[0], outputs[0]] });
    } else if (!before) byInput.set(input, outputs);
  }
  if (found.length > MOST_PAIRS) problems.push({ kind: 'many', most: MOST_PAIRS });
  const pairs = [...byInput].map(([input, outputs]) => ({ input, outputs }));
  if (pairs.length < FEWEST_PAIRS) problems.push({ kind: 'few', given: pairs.length, needed: FEWEST_PAIRS });
  return { pairs, problems };
}

/** Whether a search may begin: pairs that contradict each other are no task, and too few say nothing. */
export function usable({ problems }: ParsedPairs): boolean {
  return !problems.some(({ kind }) => kind === 'empty' || kind === 'few' || kind === 'contradiction');
}

function json(text: string): Read | null {
  if (!/^\s*[[{]/.test(text)) return null;
  const whole = attempt(text);
  if (whole !== undefined) {
    const inside = isRecord(whole) && isRecord(whole.examples) ? Object.values(whole.examples) : whole;
    const items: unknown[] = Array.isArray(inside) ? inside : [inside];
    return itemised(items.map((item) => ({ item, text: JSON.stringify(item) })));
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (!lines.some((line) => attempt(line) !== undefined)) return null;
  return itemised(lines.map((line) => ({ item: attempt(line), text: line })));
}

function itemised(items: readonly { readonly item: unknown; readonly text: string }[]): Read {
  const problems: PairsProblem[] = [];
  const found = items.flatMap(({ item, text }, index) => {
    const pair = asPair(item);
    if (!pair) problems.push({ kind: 'line', line: index + 1, text: text.slice(0, SHOWN) });
    return pair ? [pair] : [];
  });
  return { found, problems };
}

function asPair(item: unknown): Found | null {
  if (Array.isArray(item) && item.length === 2)
    return asPair({ input: item[0] as unknown, output: item[1] as unknown });
  if (!isRecord(item)) return null;
  const input = item.input ?? item.prompt ?? item.question;
  const output = item.output ?? item.outputs ?? item.answer ?? item.completion;
  const outputs = (Array.isArray(output) ? output : [output]).map(plain).filter((text) => text !== null);
  const asked = plain(input);
  return asked !== null && outputs.length > 0 ? { input: asked, outputs } : null;
}

function plain(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function blocks(text: string): Read | null {
  if (!/^\s*input\s*:/im.test(text) || !/^\s*output\s*:/im.test(text)) return null;
  const problems: PairsProblem[] = [];
  const found: Found[] = [];
  let input: string | null = null;
  text.split('\n').forEach((line, index) => {
    const [, label, value] = /^\s*(input|output)\s*:(.*)$/i.exec(line) ?? [];
    if (label?.toLowerCase() === 'input' && input === null && value.trim()) input = value.trim();
    else if (label?.toLowerCase() === 'output' && input !== null && value.trim()) {
      found.push({ input, outputs: [value.trim()] });
      input = null;
    } else if (line.trim() !== '')
      problems.push({ kind: 'line', line: index + 1, text: line.slice(0, SHOWN) });
  });
  return { found, problems };
}

const ARROW = /\s*(?:->|=>|→|⇒)\s*/;

function rows(text: string): Read {
  const problems: PairsProblem[] = [];
  const found: Found[] = [];
  const split = splitter(text);
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const cells = split(line).map((cell) => cell.trim());
    const heading = index === 0 && /^inputs?$/i.test(cells[0]) && /^outputs?$/i.test(cells[1] ?? '');
    if (heading) return;
    if (cells.length === 2 && cells[0] && cells[1]) found.push({ input: cells[0], outputs: [cells[1]] });
    else problems.push({ kind: 'line', line: index + 1, text: line.slice(0, SHOWN) });
  });
  return { found, problems };
}

/** Arrows where any line has one, else tabs, else commas as CSV has them. */
function splitter(text: string): (line: string) => string[] {
  if (ARROW.test(text)) {
    return (line) => {
      const at = ARROW.exec(line);
      return at ? [line.slice(0, at.index), line.slice(at.index + at[0].length)] : [line];
    };
  }
  if (text.includes('\t')) return (line) => line.split('\t');
  return csvCells;
}

function csvCells(line: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (quoted && c === '"' && line[i + 1] === '"') cell += line[++i];
    else if (c === '"' && (quoted || cell.trim() === '')) quoted = !quoted;
    else if (c === ',' && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += c;
  }
  return [...cells, cell];
}

function attempt(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
