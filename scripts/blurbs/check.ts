/**
 * Judges the samples that evaluate.py wrote.
 *
 *   node scripts/blurbs/run.mjs check samples.jsonl [--unseen unseen.jsonl] [--show 20] [--json out.json]
 *
 * Knows: the measures of the model card. Must not know: models.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parsePrompt } from '../../src/tastes/blurbs/facts.ts';
import { checkFacts } from '../../src/tastes/blurbs/slotChecker.ts';
import { detectTone } from '../../src/tastes/blurbs/tone.ts';

interface Sample {
  prompt: string;
  response: string;
  tokens: number;
  ended: boolean;
}

/** The share of distinct 4-grams of words among the responses to one prompt. */
export function distinct4(responses: readonly string[]): number {
  const grams = responses.flatMap((text) => {
    const words = text.toLowerCase().match(/[\w£'-]+/g) ?? [];
    return words.slice(3).map((_, i) => words.slice(i, i + 4).join(' '));
  });
  return grams.length === 0 ? 1 : new Set(grams).size / grams.length;
}

function readSamples(path: string): Sample[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Sample);
}

/** How often a name and a landmark come out right, in percent. */
function venuesSaid(samples: readonly Sample[]): { nameSaid: number; nearSaid: number } {
  const share = (slot: 'name' | 'near'): number => {
    const asked = samples.filter(({ prompt }) => parsePrompt(prompt)[slot] !== undefined);
    const said = asked.filter(({ prompt, response }) =>
      checkFacts(parsePrompt(prompt), response).said.includes(slot),
    );
    return Math.round((1000 * said.length) / asked.length) / 10;
  };
  return { nameSaid: share('name'), nearSaid: share('near') };
}

/** Runs the script with its command-line arguments. */
export function main(args: readonly string[]): void {
  const [path, ...options] = args;
  if (path === undefined) throw new Error('usage: check <samples.jsonl> [--show n] [--json file]');
  const option = (name: string): string | undefined => {
    const at = options.indexOf(name);
    return at < 0 ? undefined : options[at + 1];
  };
  const samples = readSamples(path);
  const groups = new Map<string, string[]>();
  const tones: Record<string, number> = {};
  const slots: Record<string, { asked: number; missing: number; wrong: number }> = {};
  let said = 0;
  let asked = 0;
  let wrong = 0;
  let tokens = 0;
  let show = Number(option('--show') ?? 0);
  for (const { prompt, response, tokens: length } of samples) {
    const facts = parsePrompt(prompt);
    const check = checkFacts(facts, response);
    said += check.said.length;
    asked += check.said.length + check.missing.length;
    tokens += length;
    for (const slot of [...check.said, ...check.missing]) slotOf(slot).asked++;
    for (const slot of check.missing) slotOf(slot).missing++;
    for (const slot of new Set(check.wrong.map((w) => w.slot))) slotOf(slot).wrong++;
    if (check.wrong.length > 0) {
      wrong++;
      if (show-- > 0) console.log(prompt.trim(), '\n   ', response, '\n   ', JSON.stringify(check.wrong));
    }
    groups.set(prompt, [...(groups.get(prompt) ?? []), response]);
    const tone = detectTone(response);
    tones[tone] = (tones[tone] ?? 0) + 1;
  }
  function slotOf(slot: string) {
    return (slots[slot] ??= { asked: 0, missing: 0, wrong: 0 });
  }
  const all = [...groups.values()];
  const percent = (n: number, of: number) => Math.round((1000 * n) / of) / 10;
  const report = {
    prompts: groups.size,
    samples: samples.length,
    ended: percent(samples.filter((s) => s.ended).length, samples.length),
    factsSaid: percent(said, asked),
    outputsWithWrongFact: percent(wrong, samples.length),
    distinct4: Math.round((1000 * all.reduce((n, g) => n + distinct4(g), 0)) / all.length) / 1000,
    groupsAllDifferent: percent(all.filter((g) => new Set(g).size === g.length).length, all.length),
    meanTokens: Math.round((10 * tokens) / samples.length) / 10,
    tones: Object.fromEntries(Object.entries(tones).map(([t, n]) => [t, percent(n, samples.length)])),
    slots: Object.fromEntries(
      Object.entries(slots).map(([slot, n]) => [
        slot,
        `missing ${percent(n.missing, n.asked)} %, wrong in ${n.wrong}`,
      ]),
    ),
  };
  const unseen = option('--unseen');
  if (unseen !== undefined) Object.assign(report, { unseenNames: venuesSaid(readSamples(unseen)) });
  console.log(JSON.stringify(report, undefined, 1));
  const json = option('--json');
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, undefined, 1)}\n`);
}
