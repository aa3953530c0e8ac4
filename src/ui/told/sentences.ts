/**
 * Texts that come from workers and from readers of files, in another language than theirs. They are written once, in English, where
 * what they tell happens; that text with {} for its values is its id, and the dictionary has it in another language with {0}, {1} …
 * for them. Pure: knows neither languages nor pages.
 */

/** Texts by their ids. */
export type Sentences = Readonly<Record<string, string>>;

interface Pattern {
  readonly find: RegExp;
  readonly say: string;
}

/** Made once for a dictionary: what is written without values first, then the longest. */
export function sentenceTeller(sentences: Sentences): (text: string) => string {
  const plain = new Map(Object.entries(sentences).filter(([id]) => !id.includes('{}')));
  const byLength = (one: string, other: string) => other.length - one.length;
  const fixed = [...plain.keys()].sort(byLength);
  const patterns = Object.entries(sentences)
    .filter(([id]) => id.includes('{}'))
    .sort(([one], [other]) => byLength(one, other))
    .map(([id, say]): Pattern => ({ find: patternOf(id), say }));
  const one = (rest: string): { readonly length: number; readonly said: string } | null => {
    const whole = fixed.find((id) => rest.startsWith(id) && ends(rest, id.length));
    if (whole !== undefined) return { length: whole.length, said: plain.get(whole)! };
    for (const { find, say } of patterns) {
      const found = find.exec(rest);
      if (!found) continue;
      const said = say.replace(/\{(\d)\}/g, (_, at: string) => tell(found[Number(at) + 1]));
      return { length: found[0].length, said };
    }
    return null;
  };
  /** Sentence by sentence; one that is not known stays as it is. */
  const tell = (text: string): string => {
    let told = '';
    for (let at = 0; at < text.length;) {
      const known = one(text.slice(at));
      if (known) {
        told += known.said;
        at += known.length;
        // A full stop of Chinese brings its own room.
        if (/[。！？]$/.test(known.said)) at += /^ */.exec(text.slice(at))![0].length;
        continue;
      }
      const { length } = /^[^]*?(?:[.!?。！？:：;；(（“]["”)）]?\s*|$)/u.exec(text.slice(at))![0];
      told += text.slice(at, at + Math.max(1, length));
      at += Math.max(1, length);
    }
    return told;
  };
  return tell;
}

/** The id of a text as it stands in the code: a template's values are {}. */
export function idOf(template: string): string {
  let id = template;
  // Values may have templates with values in them.
  for (let inner = ''; inner !== id;) [inner, id] = [id, id.replace(/\$\{[^{}]*\}/g, '{}')];
  return id.replace(/\\(.)/g, '$1');
}

/** Matches at the beginning; a value ends as soon as the rest fits, and a text ends where a sentence could. */
function patternOf(id: string): RegExp {
  const parts = id.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('([^]{0,300}?)')}(?=$|[\\s)）。，；])`, 'u');
}

function ends(text: string, at: number): boolean {
  return at === text.length || /^[\s)）。，；]/.test(text.slice(at));
}
