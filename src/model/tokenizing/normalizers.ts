/**
 * Normalizers of tokenizer.json whose JavaScript port differs from the reference library: lower case letter by letter,
 * and BERT's with characters outside the basic plane. The others are the port's own. Knows texts only.
 */
import {
  NFCNormalizer,
  NFDNormalizer,
  NFKCNormalizer,
  NFKDNormalizer,
  PrecompiledNormalizer,
  PrependNormalizer,
  StripAccentsNormalizer,
  StripNormalizer,
} from '@huggingface/tokenizers';
import { shown } from '../../files/errors.ts';
import { patternFinder, replaceMatches } from './patterns.ts';

export type Normalizer = (text: string) => string;

/** A normalizer that cannot be followed, in words that end a sentence. */
export class UnknownNormalizer extends Error {}

interface NormalizerJson {
  readonly type?: unknown;
  readonly [field: string]: unknown;
}

const PORTED: Readonly<Record<string, new (config: never) => { normalize(text: string): string }>> = {
  NFC: NFCNormalizer,
  NFD: NFDNormalizer,
  NFKC: NFKCNormalizer,
  NFKD: NFKDNormalizer,
  Precompiled: PrecompiledNormalizer,
  Prepend: PrependNormalizer,
  Strip: StripNormalizer,
  StripAccents: StripAccentsNormalizer,
};

/** Those that other libraries split by. */
const CHINESE =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;

/**
 * @param json tokenizer.json's field.
 * @throws UnknownNormalizer for those that cannot be followed; SyntaxError for a pattern that is none.
 */
export function normalizer(json: unknown): Normalizer {
  if (json === null || json === undefined) return (text) => text;
  const own = json as NormalizerJson;
  const { type } = own;
  if (type === 'Sequence' && Array.isArray(own.normalizers)) {
    const steps = own.normalizers.map(normalizer);
    return (text) => steps.reduce((changed, step) => step(changed), text);
  }
  if (type === 'Lowercase') return lowered;
  if (type === 'Replace') return replacing(own);
  if (type === 'BertNormalizer') return (text) => bert(own, text);
  if (typeof type !== 'string' || !Object.hasOwn(PORTED, type)) {
    throw new UnknownNormalizer(`its normalizer is of the type ${shown(type)}`);
  }
  const ported = new PORTED[type](own as never);
  return (text) => ported.normalize(text);
}

function replacing({ pattern, content }: NormalizerJson): Normalizer {
  const find = patternFinder(pattern ?? {});
  if (!find) throw new UnknownNormalizer('its normalizer Replace has no pattern');
  const written = typeof content === 'string' ? content : '';
  return (text) => replaceMatches(find, text, written);
}

/** Letter by letter: a sigma at the end of a word stays one in the middle. */
function lowered(text: string): string {
  return Array.from(text, (character) => character.toLowerCase()).join('');
}

function bert(json: NormalizerJson, text: string): string {
  let changed = text;
  if (json.clean_text !== false) {
    changed = changed.replace(/[^\P{C}\t\n\r]|\ufffd/gu, '').replace(/\p{White_Space}/gu, ' ');
  }
  if (json.handle_chinese_chars !== false) changed = changed.replace(CHINESE, ' $& ');
  const lower = json.lowercase !== false;
  if (json.strip_accents === true || (lower && (json.strip_accents ?? null) === null)) {
    changed = changed.normalize('NFD').replace(/\p{Mn}/gu, '');
  }
  return lower ? lowered(changed) : changed;
}
