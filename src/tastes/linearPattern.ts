/**
 * Regular expressions that cannot hang: the pattern becomes an automaton all of whose states are followed at once
 * (Thompson 1968), so that a text is read once, whatever the pattern; JavaScript's own engine takes exponential time for
 * some. What an automaton cannot do (references back, looking ahead or behind) is refused in words. Upper and lower case
 * are the same. Knows patterns and characters only.
 */

/** Why a pattern cannot be used, in words for the person who wrote it. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

export const LONGEST_PATTERN = 200;
/** States of the automaton; counted repeats are written out. */
const MOST_STATES = 1000;
/** Characters of a text that are read. */
const LONGEST_TEXT = 10_000;

type Assertion = 'start' | 'end' | 'boundary' | 'inside';

/** A state: a character that is consumed, ways that are free, a condition on the place, or the end. */
type State =
  | { readonly kind: 'char'; readonly test: (char: string) => boolean; readonly next: number }
  | { readonly kind: 'free'; readonly next: readonly number[] }
  | { readonly kind: 'assert'; readonly what: Assertion; readonly next: number }
  | { readonly kind: 'match' };

type Node =
  | { readonly kind: 'char'; readonly token: string }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly least: number; readonly most: number };

/**
 * Whether a text holds the pattern, as a function.
 * @throws PatternError
 */
export function compilePattern(source: string): (text: string) => boolean {
  if (source.length > LONGEST_PATTERN)
    throw new PatternError(`A pattern has at most ${LONGEST_PATTERN} characters; this has ${source.length}.`);
  try {
    // Only its grammar is asked for; it never runs on a text.
    void new RegExp(source, 'iu');
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : '';
    throw new PatternError(`This is no regular expression: ${reason}`, { cause: error });
  }
  const states: State[] = [{ kind: 'match' }];
  const start = build(parse(source), 0, states);
  return (text) => run(states, start, Array.from(text.slice(0, LONGEST_TEXT)));
}

/** What is wrong with a pattern, or null. */
export function patternProblem(source: string): string | null {
  try {
    compilePattern(source);
    return null;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

const SURROGATES = String.raw`u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`;
const ESCAPE = new RegExp(
  String.raw`\\(?:[pP]\{[^}]*\}|u\{[0-9a-fA-F]+\}|${SURROGATES}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[a-zA-Z]|.)`,
  'suy',
);
const CLASS = /\[(?:\\.|[^\]\\])*\]/suy;
const COUNT = /\{(\d+)(,?)(\d*)\}/y;

/** Source that JavaScript accepts, as a tree. */
function parse(source: string): Node {
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const refuse = (what: string): never => {
    throw new PatternError(`${what} cannot be used here: such a pattern could take for ever.`);
  };

  function alternatives(): Node {
    const parts = [sequence()];
    while (source[at] === '|') {
      at++;
      parts.push(sequence());
    }
    return parts.length === 1 ? parts[0] : { kind: 'any', parts };
  }

  function sequence(): Node {
    const parts: Node[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(repeated(atom()));
    return { kind: 'all', parts };
  }

  function repeated(part: Node): Node {
    const count = take(/[*+?]/y)?.[0] ?? take(COUNT);
    if (count === null || count === undefined) return part;
    // Lazy or greedy finds the same texts.
    take(/\?/y);
    if (typeof count === 'string') {
      return { kind: 'repeat', part, least: count === '+' ? 1 : 0, most: count === '?' ? 1 : Infinity };
    }
    const least = Number(count[1]);
    return {
      kind: 'repeat',
      part,
      least,
      most: count[2] === '' ? least : count[3] === '' ? Infinity : Number(count[3]),
    };
  }

  function atom(): Node {
    if (source[at] === '(') return group();
    if (take(/\^/y)) return { kind: 'assert', what: 'start' };
    if (take(/\$/y)) return { kind: 'assert', what: 'end' };
    const escape = take(ESCAPE)?.[0];
    if (escape === '\\b') return { kind: 'assert', what: 'boundary' };
    if (escape === '\\B') return { kind: 'assert', what: 'inside' };
    if (escape !== undefined)
      return /^\\[1-9k]/.test(escape) ? refuse('A reference back') : { kind: 'char', token: escape };
    const token = take(CLASS)?.[0] ?? take(/./suy)![0];
    return { kind: 'char', token };
  }

  function group(): Node {
    if (take(/\(\?<?[=!]/y)) return refuse('Looking ahead or behind');
    if (!take(/\((?!\?)|\(\?:|\(\?<[^>]*>/y)) return refuse('A group of this kind');
    const inner = alternatives();
    at++;
    return inner;
  }

  return alternatives();
}

/** Adds the states of a part before `next`. @returns where it begins @throws PatternError when there are too many */
function build(node: Node, next: number, states: State[]): number {
  const add = (state: State) => {
    if (states.length >= MOST_STATES)
      throw new PatternError('This pattern is too large written out: repeat less often, or fewer things.');
    return states.push(state) - 1;
  };
  switch (node.kind) {
    case 'char':
      return add({ kind: 'char', test: charTest(node.token), next });
    case 'assert':
      return add({ kind: 'assert', what: node.what, next });
    case 'all':
      return node.parts.reduceRight((after, part) => build(part, after, states), next);
    case 'any':
      return add({ kind: 'free', next: node.parts.map((part) => build(part, next, states)) });
    case 'repeat': {
      const { part, least, most } = node;
      let after = next;
      if (most === Infinity) {
        const ways: number[] = [next];
        after = add({ kind: 'free', next: ways });
        ways.push(build(part, after, states));
      } else {
        for (let extra = least; extra < most; extra++)
          after = add({ kind: 'free', next: [next, build(part, after, states)] });
      }
      for (let time = 0; time < least; time++) after = build(part, after, states);
      return after;
    }
  }
}

/** Whether a character is the token's, asked of JavaScript once each: of a single character it answers at once. */
function charTest(token: string): (char: string) => boolean {
  const pattern = new RegExp(`^${token}$`, 'iu');
  const known = new Map<string, boolean>();
  return (char) => {
    let is = known.get(char);
    if (is === undefined) known.set(char, (is = pattern.test(char)));
    return is;
  };
}

const isWord = (char: string | undefined) => char !== undefined && /^\w$/iu.test(char);

function run(states: readonly State[], start: number, chars: readonly string[]): boolean {
  // The place in the text at which a state was last entered: each is entered once a place.
  const entered = new Int32Array(states.length).fill(-1);
  let current: number[] = [];
  for (let place = 0; place <= chars.length; place++) {
    const holds = (what: Assertion) => {
      if (what === 'start') return place === 0;
      if (what === 'end') return place === chars.length;
      return (isWord(chars[place - 1]) !== isWord(chars[place])) === (what === 'boundary');
    };
    const waiting = [...current, start];
    const next: number[] = [];
    while (waiting.length > 0) {
      const index = waiting.pop()!;
      if (entered[index] === place) continue;
      entered[index] = place;
      const state = states[index];
      if (state.kind === 'match') return true;
      if (state.kind === 'free') waiting.push(...state.next);
      else if (state.kind === 'assert') {
        if (holds(state.what)) waiting.push(state.next);
      } else if (place < chars.length && state.test(chars[place])) next.push(state.next);
    }
    current = next;
  }
  return false;
}
