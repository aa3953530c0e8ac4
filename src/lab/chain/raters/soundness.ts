/**
 * Where copy goes wrong: of each step whether what goes on from it is sound, by the grammar that the rater knows. Told beside the
 * ratings; nothing is trained or chosen by it. Pure.
 */
import { strikes, type Brief, type Domain } from '../domain/domain.ts';
import { roleOf, type Role } from '../domain/prompts.ts';
import { outcome, type Trace } from '../trace.ts';
import { claimsIn, rate } from './rater.ts';

/** Shares of copies in which what went on from a step was sound, 0 to 1, by what the step is for. */
export type SoundShares = Readonly<Partial<Record<Role, number>>>;

/**
 * A topic is sound where the reader likes what the item has of it, keywords where both say a fact that is so, a template where it is
 * one of the grammar's, a line where all that it says is so and it is a whole sentence.
 */
export function isSound(domain: Domain, { item, reader }: Brief, role: Role, text: string): boolean {
  switch (role) {
    case 'topic':
      return Object.hasOwn(item.facts, text) && strikes(domain, reader, text, item.facts[text]) > 0;
    case 'keywords': {
      const claims = claimsIn(domain, text);
      return claims.length === 2 && claims.every(({ fact, value }) => item.facts[fact] === value);
    }
    case 'template':
      return domain.templates.includes(text);
    default: {
      const { facts, fluent } = rate(domain, item, reader, text);
      return facts === 1 && fluent === 1;
    }
  }
}

/** @param traces one for each of `briefs`, all of one chain; a step that a trace did not reach is not sound in it */
export function soundShares(domain: Domain, briefs: readonly Brief[], traces: readonly Trace[]): SoundShares {
  const counts = new Map<Role, number>();
  for (const [index, { steps }] of traces.entries())
    for (const done of steps) {
      const role = roleOf(domain, done.step.name);
      if (!role) continue;
      const sound = isSound(domain, briefs[index], role, outcome(done));
      counts.set(role, (counts.get(role) ?? 0) + Number(sound));
    }
  return Object.fromEntries(Array.from(counts, ([role, count]) => [role, count / traces.length]));
}
