/** One of the texts that a wording stands for. Pure. */
import type { Stream } from '../../../rl/random.ts';

/**
 * Chooses among `(a|b)`, innermost first, and fills `{name}` in. Spaces that are left over by what was left out are taken away.
 * @throws RangeError for a name that is not among `values`
 */
export function expand(wording: string, values: Readonly<Record<string, string>>, random: Stream): string {
  let text = wording;
  for (;;) {
    const group = /\(([^()]*)\)/.exec(text);
    if (!group) break;
    const choices = group[1].split('|');
    text = text.replace(group[0], () => choices[random.integer(choices.length)]);
  }
  return text
    .replace(/ +/g, ' ')
    .trim()
    .replace(/\{(\w+)\}/g, (_, name: string) => {
      if (!(name in values)) throw new RangeError(`A wording asks for ${name}, which there is not.`);
      return values[name];
    });
}
