/**
 * Feeds each parser broken inputs and watches what comes of it: a refusal in words of the parser's own, or a value that
 * can go on to where it would go. Anything else is a fault. Knows time, memory and errors; the parsers are parsers.ts.
 */
import { chance, type Chance } from './mutate.ts';

/** Milliseconds an input may take: people wait for it. */
const LONGEST_MS = 2000;
/** Bytes an input may leave in use, or take while it is looked at. */
const LARGEST_BYTES = 256 << 20;
const LONGEST_MESSAGE = 500;

export interface Parser {
  readonly name: string;
  /** Names of the errors it may refuse with. */
  readonly refusals: readonly string[];
  /** A broken input. */
  readonly make: (random: Chance) => unknown;
  /** Reads an input and takes what it holds as far as the page would. */
  readonly take: (input: never) => unknown;
}

export interface Fault {
  readonly round: number;
  readonly what: string;
  /** The input, shortened. */
  readonly input: string;
}

export interface Outcome {
  readonly name: string;
  readonly read: number;
  readonly refused: number;
  readonly faults: readonly Fault[];
}

export interface FuzzOptions {
  /** Told of each input before it is tried: what hangs can be named by who watches from outside. */
  readonly before?: (round: number) => void;
  /** Milliseconds an input may take; on a crowded machine any takes long. */
  readonly longestMs?: number;
}

export async function fuzz(
  parser: Parser,
  each: number,
  seed: number,
  { before = () => undefined, longestMs = LONGEST_MS }: FuzzOptions = {},
): Promise<Outcome> {
  const faults: Fault[] = [];
  let [read, refused] = [0, 0];
  for (let round = 0; round < each; round++) {
    // Each input by itself, so that one can be tried again without those before it.
    const input = parser.make(chance(seed * 1_000_003 + round));
    before(round);
    const memory = inUse();
    const started = performance.now();
    let fault: string | null = null;
    try {
      await parser.take(input as never);
      read++;
    } catch (error) {
      fault = faultOf(error, parser.refusals);
      if (fault === null) refused++;
    }
    const took = performance.now() - started;
    if (took > longestMs) fault ??= `took ${Math.round(took)} ms`;
    const grown = inUse() - memory;
    if (grown > LARGEST_BYTES) fault ??= `took ${Math.round(grown / 2 ** 20)} MiB`;
    if (fault !== null) faults.push({ round, what: fault, input: shown(input) });
  }
  return { name: parser.name, read, refused, faults };
}

function faultOf(error: unknown, refusals: readonly string[]): string | null {
  if (!(error instanceof Error)) return `threw ${String(error).slice(0, 100)}, which is no error`;
  const message = error.message.slice(0, 200);
  if (!refusals.includes(error.name)) return `threw ${error.name}: ${message}`;
  if (error.message.length >= LONGEST_MESSAGE) return `a message of ${error.message.length} characters`;
  return null;
}

function inUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function shown(input: unknown): string {
  const text = input instanceof Uint8Array ? Buffer.from(input).toString('latin1') : JSON.stringify(input);
  return text.length > 300 ? `${text.slice(0, 300)}… (${text.length})` : text;
}
