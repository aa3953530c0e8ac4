/**
 * JavaScript's regular expressions (with the flag u) as trees, for an engine that cannot hang as its own can. Knows the
 * grammar; matches nothing.
 */

/** A pattern that it cannot follow, in words that end a sentence. */
export class UnfollowedPattern extends Error {
  override readonly name = 'UnfollowedPattern';
}

/** What holds for an atom: `i`, `m` and `s`, in that order, as far as they are on. */
export type PatternFlags = string;

export type PatternNode =
  /** One character: a literal, an escape or a class, as it is written. */
  | { readonly kind: 'char'; readonly token: string; readonly flags: PatternFlags }
  | {
      readonly kind: 'assert';
      readonly what: 'start' | 'end' | 'boundary' | 'inside';
      readonly flags: PatternFlags;
    }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly PatternNode[] }
  | {
      readonly kind: 'repeat';
      readonly part: PatternNode;
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
    }
  | {
      readonly kind: 'look';
      readonly part: PatternNode;
      readonly behind: boolean;
      readonly negative: boolean;
    };

const FLAGS = ['i', 'm', 's'];
const SURROGATES = String.raw`u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`;
const ESCAPE = new RegExp(
  String.raw`\\(?:[pP]\{[^}]*\}|u\{[0-9a-fA-F]+\}|${SURROGATES}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[a-zA-Z]|.)`,
  'suy',
);
const CLASS = /\[(?:\\.|[^\]\\])*\]/suy;
const COUNT = /\{(\d+)(,?)(\d*)\}/y;
const MODIFIERS = /\(\?([ims]*)(?:-([ims]*))?:/y;

/**
 * Source that JavaScript accepts, as a tree.
 * @param flags those of the expression; only `i`, `m` and `s` are looked at.
 * @throws UnfollowedPattern for a reference back to what was matched.
 */
export function parsePattern(source: string, flags: string): PatternNode {
  let at = 0;
  let on: PatternFlags = FLAGS.filter((flag) => flags.includes(flag)).join('');
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at = pattern.lastIndex;
    return found;
  };

  function alternatives(): PatternNode {
    const parts = [sequence()];
    while (source[at] === '|') {
      at++;
      parts.push(sequence());
    }
    return parts.length === 1 ? parts[0] : { kind: 'any', parts };
  }

  function sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(repeated(atom()));
    return parts.length === 1 ? parts[0] : { kind: 'all', parts };
  }

  function repeated(part: PatternNode): PatternNode {
    const count = take(/[*+?]/y)?.[0] ?? take(COUNT);
    if (count === null || count === undefined) return part;
    const lazy = take(/\?/y) !== null;
    if (typeof count === 'string') {
      const least = count === '+' ? 1 : 0;
      return { kind: 'repeat', part, least, most: count === '?' ? 1 : Infinity, lazy };
    }
    const least = Number(count[1]);
    const most = count[2] === '' ? least : count[3] === '' ? Infinity : Number(count[3]);
    return { kind: 'repeat', part, least, most, lazy };
  }

  function atom(): PatternNode {
    if (source[at] === '(') return group();
    if (take(/\^/y)) return { kind: 'assert', what: 'start', flags: on };
    if (take(/\$/y)) return { kind: 'assert', what: 'end', flags: on };
    const escape = take(ESCAPE)?.[0];
    if (escape === '\\b') return { kind: 'assert', what: 'boundary', flags: on };
    if (escape === '\\B') return { kind: 'assert', what: 'inside', flags: on };
    if (escape !== undefined && /^\\[1-9k]/.test(escape)) throw new UnfollowedPattern('A reference back');
    return { kind: 'char', token: escape ?? take(CLASS)?.[0] ?? take(/./suy)![0], flags: on };
  }

  function group(): PatternNode {
    const look = take(/\(\?(<?)([=!])/y);
    if (look) {
      const part = inside();
      return { kind: 'look', part, behind: look[1] !== '', negative: look[2] === '!' };
    }
    const before = on;
    const modifiers = take(MODIFIERS);
    if (modifiers) {
      const [, more, less = ''] = modifiers;
      on = FLAGS.filter((flag) => (on + more).includes(flag) && !less.includes(flag)).join('');
    } else if (!take(/\((?!\?)|\(\?<[^>]*>/y)) {
      throw new UnfollowedPattern('A group of this kind');
    }
    const part = inside();
    on = before;
    return part;
  }

  /** What stands up to the end of a group. */
  function inside(): PatternNode {
    const part = alternatives();
    at++;
    return part;
  }

  return alternatives();
}

/** Whether a character is a token's, asked of JavaScript once each: of a single character it answers at once. */
export function charTest(token: string, flags: PatternFlags): (char: string) => boolean {
  const pattern = new RegExp(`^(?:${token})$`, `${flags.replace('m', '')}u`);
  const known = new Map<string, boolean>();
  return (char) => {
    let is = known.get(char);
    if (is === undefined) known.set(char, (is = pattern.test(char)));
    return is;
  };
}
