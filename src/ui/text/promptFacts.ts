/** Takes the one-line prompt apart for display. Tolerant: what it cannot read it shows as it is. */

export interface PromptFacts {
  readonly name: string;
  readonly facts: readonly (readonly [key: string, value: string])[];
}

/**
 * Reads `name: The Eagle, type: pub, …`; a piece without a colon belongs to the value before it. Without a name it is
 * no list of facts, but a prompt of somebody's own.
 */
export function factsOf(prompt: string): PromptFacts {
  const facts: [string, string][] = [];
  for (const piece of prompt.trim().split(/,\s*/)) {
    const colon = piece.indexOf(':');
    if (colon > 0) facts.push([piece.slice(0, colon).trim(), piece.slice(colon + 1).trim()]);
    else if (facts.length > 0) facts[facts.length - 1][1] += `, ${piece}`;
  }
  const name = facts.find(([key]) => key === 'name')?.[1];
  if (name === undefined) return { name: prompt.trim(), facts: [] };
  return { name, facts: facts.filter(([key]) => key !== 'name') };
}
