/**
 * The decoders that tokenizer.json can name, each as a step through which tokens pass one by one, so that text can be
 * shown while it is written; what comes out in all is what the reference library makes of all tokens at once. Knows the
 * decoders' rules; knows no vocabulary.
 */
import { shown } from '../../files/errors.ts';
import { byteParts, type DecodeStep } from './byteLevel.ts';
import { patternFinder, replaceMatches } from './patterns.ts';

/** Where a step stands. */
interface Place {
  /** Whether the tokens are a whole text, not the rest of one. */
  readonly whole: boolean;
  /** Whether what comes are parts of one token: an earlier step joined them. */
  readonly fused: boolean;
}

interface DecoderJson {
  readonly type?: unknown;
  readonly decoders?: unknown;
  readonly [field: string]: unknown;
}

/** A decoder that there is no step for, in words that end a sentence. */
export class UnknownDecoder extends Error {}

/**
 * The steps of a decoder, made anew for each text.
 * @param decoder tokenizer.json's field; without one, tokens are words with spaces between them.
 * @throws UnknownDecoder for those that cannot be followed.
 */
export function decodeSteps(decoder: unknown): (whole: boolean) => DecodeStep {
  const list = flat(decoder);
  const make = (whole: boolean): DecodeStep => {
    if (list === null) return words(whole);
    let fused = false;
    return chained(
      list.map((step, index) => {
        const made = stepOf(step, { whole, fused }, list.slice(index + 1));
        fused ||= JOINING.includes(step.type);
        return made;
      }),
    );
  };
  make(true);
  return make;
}

const JOINING: readonly unknown[] = ['Fuse', 'ByteLevel'];

/** The decoders of nested sequences in one list; null for no decoder. */
function flat(json: unknown): readonly DecoderJson[] | null {
  if (json === null || json === undefined) return null;
  const decoder = json as DecoderJson;
  if (decoder.type !== 'Sequence') return [decoder];
  if (!Array.isArray(decoder.decoders)) throw new UnknownDecoder('its Sequence of decoders is no list');
  return decoder.decoders.flatMap((one: unknown) => flat(one) ?? []);
}

function stepOf(json: DecoderJson, place: Place, later: readonly DecoderJson[]): DecodeStep {
  // What joins all tokens may hand on parts where nothing after it looks at more than the beginning.
  const inParts = later.every(
    ({ type, stop }) => JOINING.includes(type) || (type === 'Strip' && (stop ?? 0) === 0),
  );
  switch (json.type) {
    case 'ByteLevel':
      return inParts ? byteParts() : buffered((tokens) => [bytesText(tokens)]);
    case 'Fuse':
      return inParts ? each((token) => token) : buffered((tokens) => [tokens.join('')]);
    case 'ByteFallback':
      return byteRuns(place);
    case 'Metaspace':
      return metaspace(json, place);
    case 'WordPiece':
      return wordPiece(json, place);
    case 'BPEDecoder':
      return wordEnds(json, place);
    case 'Strip':
      return strip(json, place);
    case 'Replace': {
      const find = patternFinder(json.pattern ?? {});
      if (!find) throw new UnknownDecoder('its decoder Replace has no pattern');
      const content = typeof json.content === 'string' ? json.content : '';
      return each((token) => replaceMatches(find, token, content));
    }
    case 'CTC':
      throw new UnknownDecoder('its decoder CTC is for speech: it drops letters that stand twice');
    default:
      throw new UnknownDecoder(`its decoder is of the type ${shown(json.type)}`);
  }
}

function chained(steps: readonly DecodeStep[]): DecodeStep {
  const through = (tokens: readonly string[], from: number): readonly string[] =>
    steps.slice(from).reduce((parts, step) => parts.flatMap((part) => step.take(part)), tokens);
  return {
    take: (token) => through([token], 0),
    end: () => steps.flatMap((step, index) => through(step.end(), index + 1)),
  };
}

function each(change: (token: string, index: number) => string): DecodeStep {
  let index = 0;
  return { take: (token) => [change(token, index++)], end: () => [] };
}

/** What can be said only when all is there. */
function buffered(change: (tokens: readonly string[]) => readonly string[]): DecodeStep {
  const tokens: string[] = [];
  return {
    take(token) {
      tokens.push(token);
      return [];
    },
    end: () => (tokens.length > 0 ? change(tokens) : []),
  };
}

/** Without a decoder: words with spaces between them. */
function words(whole: boolean): DecodeStep {
  return each((token, index) => (whole && index === 0 ? token : ` ${token}`));
}

function bytesText(tokens: readonly string[]): string {
  const step = byteParts();
  return [...tokens.flatMap((token) => step.take(token)), ...step.end()].join('');
}

/**
 * Bytes as <0xE2>: a run of them is text if all of it is, else one U+FFFD each. While text is written, what is whole by
 * then is given, so that words in other scripts need not wait for each other.
 */
function byteRuns({ whole }: Place): DecodeStep {
  let run: number[] = [];
  const flush = (): string[] => {
    const text = textOf(run) ?? '\ufffd'.repeat(run.length);
    run = [];
    return text === '' ? [] : [text];
  };
  return {
    take(token) {
      const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(token);
      if (!byte) return [...flush(), token];
      run.push(parseInt(byte[1], 16));
      return !whole && textOf(run) !== null ? flush() : [];
    },
    end: flush,
  };
}

function textOf(bytes: readonly number[]): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}

function metaspace(json: DecoderJson, { whole, fused }: Place): DecodeStep {
  const replacement = typeof json.replacement === 'string' ? json.replacement : '▁';
  const prepends = json.prepend_scheme !== 'never' && json.add_prefix_space !== false;
  return each((token, index) => {
    const first = prepends && (fused || (whole && index === 0));
    return token.replaceAll(replacement, first ? '' : ' ');
  });
}

function wordPiece({ prefix, cleanup }: DecoderJson, { whole, fused }: Place): DecodeStep {
  const inside = typeof prefix === 'string' ? prefix : '##';
  return each((token, index) => {
    let text = token;
    if (!fused && !(whole && index === 0)) {
      text = token.startsWith(inside) ? token.slice(inside.length) : ` ${token}`;
    }
    return cleanup === false ? text : cleaned(text);
  });
}

/** English as it is written, after the library's list. */
function cleaned(text: string): string {
  const changes = [
    [' .', '.'],
    [' ?', '?'],
    [' !', '!'],
    [' ,', ','],
    [" ' ", "'"],
    [" n't", "n't"],
    [" 'm", "'m"],
    [' do not', " don't"],
    [" 's", "'s"],
    [" 've", "'ve"],
    [" 're", "'re"],
  ] as const;
  return changes.reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
}

/** Words end by a suffix: a space, unless nothing follows. */
function wordEnds({ suffix }: DecoderJson, { whole, fused }: Place): DecodeStep {
  const ending = typeof suffix === 'string' && suffix !== '' ? suffix : '</w>';
  if (fused) return each((token) => token.replaceAll(ending, ''));
  let held: string | null = null;
  return {
    take(token) {
      // The text before ended a word, as prompts do.
      const before = held === null ? (whole ? [] : [' ']) : [held.replaceAll(ending, ' ')];
      held = token;
      return before;
    },
    end: () => (held === null ? [] : [held.replaceAll(ending, '')]),
  };
}

function strip(json: DecoderJson, { whole, fused }: Place): DecodeStep {
  const content = typeof json.content === 'string' ? json.content : ' ';
  const [start, stop] = [json.start, json.stop].map((count) => (typeof count === 'number' ? count : 0));
  // Of parts of one token only the first characters are its start, and of the rest of a text none are.
  let left = fused && !whole ? 0 : start;
  return each((token) => {
    const characters = Array.from(token);
    let from = 0;
    if (!fused) left = start;
    while (left > 0 && from < characters.length && characters[from] === content) {
      from++;
      left--;
    }
    if (from < characters.length) left = 0;
    let to = characters.length;
    while (characters.length - to < stop && to > from && characters[to - 1] === content) to--;
    return characters.slice(from, to).join('');
  });
}
