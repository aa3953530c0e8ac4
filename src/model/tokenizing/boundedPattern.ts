/**
 * Finds what a regular expression finds, in a time that cannot run away: it goes through JavaScript's own order of
 * tries, and remembers which places of the pattern have failed where in the text, so that nothing is tried twice (the
 * bit-state search of Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009). What would take too long
 * even so is stopped after a number of steps, the same on every machine. Knows patterns and characters only.
 */
import { charTest, parsePattern, UnfollowedPattern, type PatternNode } from './patternSyntax.ts';

export { UnfollowedPattern } from './patternSyntax.ts';

/** A text on which a pattern takes too many steps. */
export class TooManySteps extends Error {
  override readonly name = 'TooManySteps';
}

/** Where a match begins and ends, in UTF-16 units. */
export interface PatternMatch {
  readonly start: number;
  readonly end: number;
}

/** All matches in a text, from the first to the last, as `matchAll` gives them. */
export type FindMatches = (text: string) => Iterable<PatternMatch>;

/** Instructions of a program: counted repeats are written out. */
const MOST_INSTRUCTIONS = 5_000;
/** Steps for a text of some characters, of which tens of millions a second are taken. */
const stepsFor = (length: number) => Math.min(20_000 * (length + 1), 20_000_000) + 300 * length;

type Test = (char: string) => boolean;

type Instruction =
  | { readonly kind: 'char'; readonly test: Test; readonly next: number }
  /** Ways in the order in which they are tried. @property id counts those of a program */
  | { readonly kind: 'split'; readonly id: number; readonly ways: readonly number[] }
  | {
      readonly kind: 'assert';
      readonly holds: (chars: readonly string[], at: number) => boolean;
      readonly next: number;
    }
  | { readonly kind: 'look'; readonly program: Program; readonly negative: boolean; readonly next: number }
  /** A round that was not needed must have moved since its split; where that split has failed, so would what follows. */
  | { readonly kind: 'moved'; readonly id: number; readonly next: number }
  | { readonly kind: 'match' };

interface Program {
  readonly instructions: Instruction[];
  start: number;
  splits: number;
  /** -1 for what is looked at behind a place. */
  readonly step: 1 | -1;
}

/**
 * @param pattern with the flag u; `g` and `y` make no difference
 * @throws UnfollowedPattern for references back, and for what is too large written out
 */
export function boundedPattern({ source, flags }: RegExp): FindMatches {
  const size = { left: MOST_INSTRUCTIONS };
  const program = compile(parsePattern(source, flags), 1, size);
  return (text) => matches(program, text);
}

function* matches(program: Program, text: string): Generator<PatternMatch, void, undefined> {
  const chars = Array.from(text);
  const search = new Search(chars);
  const memory = search.memory(program);
  let units = 0;
  for (let at = 0; at <= chars.length;) {
    const end = search.from(program, memory, at);
    const next = end > at ? end : at + 1;
    let after = units;
    for (let i = at; i < Math.min(next, chars.length); i++) after += chars[i].length;
    if (end >= 0) {
      memory.forget(end);
      yield { start: units, end: end > at ? after : units };
    }
    at = next;
    units = after;
  }
}

/** Which splits have failed, by their place in the text. */
class Memory {
  readonly #bits: Uint8Array;
  #marked: number[] | null;

  /** @param leaves whether {@link leave} will be called */
  constructor(
    private readonly splits: number,
    length: number,
    leaves: boolean,
  ) {
    this.#marked = leaves ? [] : null;
    this.#bits = new Uint8Array(splits * (length + 1));
  }

  /** Whether it is new. */
  add(split: number, at: number): boolean {
    const index = at * this.splits + split;
    if (this.#bits[index] !== 0) return false;
    this.#bits[index] = 1;
    this.#marked?.push(index);
    return true;
  }

  /** The same for what was found and will be looked for again, also from before; `kept` where it was not found. */
  leave(kept: boolean): void {
    if (!kept) for (const index of this.#marked ?? []) this.#bits[index] = 0;
    this.#marked = [];
  }

  has(split: number, at: number): boolean {
    return this.#bits[at * this.splits + split] !== 0;
  }

  /** What a match went through where it ended has not failed. What lies beyond has, and nobody comes back before. */
  forget(at: number): void {
    this.#bits.fill(0, at * this.splits, (at + 1) * this.splits);
  }
}

/** One text, and the steps that are left for it. */
class Search {
  #left: number;
  /** Of what is looked at: what is known of each place, 1 for found and -1 for not, and room to look. */
  readonly #looked = new Map<Program, { readonly known: Int8Array; readonly memory: Memory }>();

  constructor(private readonly chars: readonly string[]) {
    this.#left = stepsFor(chars.length);
  }

  memory({ splits }: Program, leaves = false): Memory {
    return new Memory(splits, this.chars.length, leaves);
  }

  /** Where the match that begins at `from` ends, or -1. */
  from({ instructions, start, step }: Program, memory: Memory, from: number): number {
    const { chars } = this;
    /** Ways that are still to be tried, and where. */
    const waiting: number[] = [start, from];
    while (waiting.length > 0) {
      let at = waiting.pop()!;
      let pc = waiting.pop()!;
      for (;;) {
        if (--this.#left < 0) throw new TooManySteps('The pattern takes too many steps.');
        const instruction = instructions[pc];
        if (instruction.kind === 'char') {
          const place = step === 1 ? at : at - 1;
          if (place < 0 || place >= chars.length || !instruction.test(chars[place])) break;
          at += step;
          pc = instruction.next;
        } else if (instruction.kind === 'split') {
          if (!memory.add(instruction.id, at)) break;
          const { ways } = instruction;
          for (let way = ways.length - 1; way > 0; way--) waiting.push(ways[way], at);
          pc = ways[0];
        } else if (instruction.kind === 'moved') {
          if (memory.has(instruction.id, at)) break;
          pc = instruction.next;
        } else if (instruction.kind === 'match') {
          return at;
        } else {
          const holds =
            instruction.kind === 'assert'
              ? instruction.holds(chars, at)
              : this.#looks(instruction.program, at) !== instruction.negative;
          if (!holds) break;
          pc = instruction.next;
        }
      }
    }
    return -1;
  }

  /** Whether something is ahead of, or behind, a place. Asked once of each. */
  #looks(program: Program, at: number): boolean {
    let looked = this.#looked.get(program);
    if (!looked) {
      looked = { known: new Int8Array(this.chars.length + 1), memory: this.memory(program, true) };
      this.#looked.set(program, looked);
    }
    const { known, memory } = looked;
    if (known[at] === 0) {
      const found = this.from(program, memory, at) >= 0;
      memory.leave(!found);
      known[at] = found ? 1 : -1;
    }
    return known[at] === 1;
  }
}

function compile(node: PatternNode, step: 1 | -1, size: { left: number }): Program {
  const program: Program = { instructions: [{ kind: 'match' }], start: 0, splits: 0, step };
  program.start = build(node, 0, program, size);
  return program;
}

/** Adds the instructions of a part before `next`. @returns where it begins */
function build(node: PatternNode, next: number, program: Program, size: { left: number }): number {
  const add = (instruction: Instruction): number => {
    if (--size.left < 0) throw new UnfollowedPattern('What is so large when its repeats are written out');
    return program.instructions.push(instruction) - 1;
  };
  const split = (ways: readonly number[]) => add({ kind: 'split', id: program.splits++, ways });
  const inner = (part: PatternNode, after: number) => build(part, after, program, size);
  switch (node.kind) {
    case 'char':
      return add({ kind: 'char', test: quick(charTest(node.token, node.flags)), next });
    case 'assert':
      return add({ kind: 'assert', holds: assertion(node), next });
    case 'look':
      return add({
        kind: 'look',
        program: compile(node.part, node.behind ? -1 : 1, size),
        negative: node.negative,
        next,
      });
    case 'all': {
      const parts = program.step === 1 ? node.parts : node.parts.toReversed();
      return parts.reduceRight((after, part) => inner(part, after), next);
    }
    case 'any':
      return split(node.parts.map((part) => inner(part, next)));
    case 'repeat': {
      const { part, least, most, lazy } = node;
      const ordered = (again: number, on: number) => (lazy ? [on, again] : [again, on]);
      let after = next;
      if (most === Infinity) {
        // Where a loop is entered and where it comes round are two places: one may be empty where the other is not.
        const ways: number[] = [];
        const entry = program.splits;
        after = split(ways);
        const again = program.splits;
        const back = add({
          kind: 'moved',
          id: entry,
          next: add({ kind: 'moved', id: again, next: split(ways) }),
        });
        ways.push(...ordered(inner(part, back), next));
      } else {
        for (let extra = least; extra < most; extra++) {
          const ways: number[] = [];
          const id = program.splits;
          const choice = split(ways);
          ways.push(...ordered(inner(part, add({ kind: 'moved', id, next: after })), next));
          after = choice;
        }
      }
      for (let time = 0; time < least; time++) after = inner(part, after);
      return after;
    }
  }
}

/** The same for ASCII out of a table: most characters are asked about again and again. */
function quick(test: Test): Test {
  const ascii = new Int8Array(128);
  return (char) => {
    const code = char.length === 1 ? char.charCodeAt(0) : 128;
    if (code >= 128) return test(char);
    if (ascii[code] === 0) ascii[code] = test(char) ? 1 : -1;
    return ascii[code] === 1;
  };
}

const LINE_END = /^[\n\r\u2028\u2029]$/;

function assertion({
  what,
  flags,
}: Extract<PatternNode, { readonly kind: 'assert' }>): (chars: readonly string[], at: number) => boolean {
  const lines = flags.includes('m');
  const word = charTest('\\w', flags);
  const isWord = (char: string | undefined) => char !== undefined && word(char);
  switch (what) {
    case 'start':
      return (chars, at) => at === 0 || (lines && LINE_END.test(chars[at - 1]));
    case 'end':
      return (chars, at) => at === chars.length || (lines && LINE_END.test(chars[at]));
    case 'boundary':
      return (chars, at) => isWord(chars[at - 1]) !== isWord(chars[at]);
    case 'inside':
      return (chars, at) => isWord(chars[at - 1]) === isWord(chars[at]);
  }
}
