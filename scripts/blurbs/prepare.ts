/**
 * Makes the training data of the blurb models from the E2E data set.
 *
 *   node scripts/blurbs/run.mjs prepare e2e-dataset.zip out-dir
 *
 * Writes train.jsonl and heldout.jsonl ({prompt, response, tone}) and
 * prompts.json ({train, heldout}: prompts for people to play with, and the 300
 * that no training example shares its facts with).
 *
 * Knows: the steps from references to examples. Must not know: tokens, models.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  formatPrompt,
  parsePrompt,
  SLOT_VALUES,
  SLOTS,
  type Facts,
  type Slot,
} from '../../src/tastes/blurbs/facts.ts';
import { checkFacts } from '../../src/tastes/blurbs/slotChecker.ts';
import { TONES, type Tone } from '../../src/tastes/blurbs/tone.ts';
import { readE2eZip, sentenceCount } from './e2e.ts';
import { factKey, fill, filterSources, type Source } from './sources.ts';
import { randomName, randomNear, trainingVenues } from './names.ts';
import { Random } from './random.ts';
import { realise } from './realise.ts';
import { applyTone } from './toneLayer.ts';

const EXAMPLES = 130_000;
const HELDOUT_PROMPTS = 300;
const TRAIN_PROMPTS = 400;
// Shares of the examples; the rest is plain.
const TONE_SHARE = 0.12;
// References that leave out one fact are kept, and our own sentences leave one
// out this often: a model that never forgets gives people nothing to prefer.
const FORGET = 0.3;
const REALISED_PLAIN = 0.3;
// Not in the data set, but a visitor may well ask for it.
const OTHER_FOOD = [
  'Thai',
  'Mexican',
  'Spanish',
  'Greek',
  'Turkish',
  'Korean',
  'Vietnamese',
  'Lebanese',
  'Polish',
  'Ethiopian',
  'vegan',
  'Portuguese',
];

interface Example {
  prompt: string;
  response: string;
  tone: Tone | 'plain';
}

/** Runs the script with its command-line arguments. */
export function main(args: readonly string[]): void {
  const [zipPath, outDir] = args;
  if (zipPath === undefined || outDir === undefined) {
    throw new Error('usage: prepare <e2e-dataset.zip> <out-dir>');
  }
  mkdirSync(outDir, { recursive: true });
  const rng = new Random(20171);
  const rows = readE2eZip(readFileSync(zipPath));
  const sources = filterSources(rows);
  console.log(`${rows.length} references, ${sources.length} kept`);

  const allKeys = [...new Set(rows.map((row) => factKey(row.facts)))];
  const heldoutFacts = rng
    .shuffle(allKeys)
    .map((key) => withVenues(parseKey(key), rng))
    .filter((facts) => {
      const n = SLOTS.filter((slot) => facts[slot] !== undefined).length;
      return n >= 4 && n <= 7 ? true : rng.chance(0.3);
    })
    .slice(0, HELDOUT_PROMPTS);
  const heldoutKeys = new Set(heldoutFacts.map(factKey));

  const isHeldout = (source: Source) => heldoutKeys.has(source.key);
  const train = makeExamples(
    sources.filter((s) => !isHeldout(s)),
    heldoutKeys,
    EXAMPLES,
    rng,
  );
  // Toned like the training data, so that the loss is comparable.
  const heldout = makeExamples(sources.filter(isHeldout), undefined, 2000, rng);
  const trainKeys = rng.shuffle(allKeys.filter((key) => !heldoutKeys.has(key)));
  const trainPrompts = trainKeys
    .map((key) => withVenues(parseKey(key), rng))
    .filter((facts) => {
      const n = SLOTS.filter((slot) => facts[slot] !== undefined).length;
      return n >= 4 && n <= 7 ? true : rng.chance(0.3);
    })
    .slice(0, TRAIN_PROMPTS);
  writeLines(join(outDir, 'train.jsonl'), train);
  writeLines(join(outDir, 'heldout.jsonl'), heldout);
  writeFileSync(
    join(outDir, 'prompts.json'),
    `${JSON.stringify({ train: trainPrompts.map(formatPrompt), heldout: heldoutFacts.map(formatPrompt) }, undefined, 1)}\n`,
  );
  for (const tone of ['plain', ...TONES]) {
    const n = train.filter((e) => e.tone === tone).length;
    console.log(`${tone}: ${n} (${((100 * n) / train.length).toFixed(1)} %)`);
  }
  let said = 0;
  let asked = 0;
  for (const e of train) {
    const check = checkFacts(parsePrompt(e.prompt), e.response);
    said += check.said.length;
    asked += check.said.length + check.missing.length;
  }
  console.log(`facts said in train: ${((100 * said) / asked).toFixed(1)} %`);
  console.log(`${allKeys.length} fact sets, ${heldoutKeys.size} held out`);
  console.log(`train ${train.length}, held out ${heldout.length}`);
}

function makeExamples(
  sources: readonly Source[],
  barred: ReadonlySet<string> | undefined,
  total: number,
  rng: Random,
): Example[] {
  const short = sources.filter((s) => sentenceCount(s.template) === 1);
  const out: Example[] = [];
  const seen = new Set<string>();
  let pool: Source[] = [];
  let shortPool: Source[] = [];
  const plan: (Tone | 'plain')[] = [];
  for (const tone of TONES) plan.push(...Array<Tone>(Math.round(total * TONE_SHARE)).fill(tone));
  while (plan.length < total) plan.push('plain');
  for (const tone of rng.shuffle(plan)) {
    // Held-out examples (nothing barred) only ever use held-out fact sets.
    const own = tone === 'blunt' || rng.chance(tone === 'plain' ? REALISED_PLAIN : 0.5);
    let source: Source;
    if (tone === 'plain') {
      if (pool.length === 0) pool = rng.shuffle(sources);
      source = pool.pop()!;
    } else {
      if (shortPool.length === 0) shortPool = rng.shuffle(short);
      source = shortPool.pop()!;
    }
    let base: Facts = source.facts;
    if (own && barred !== undefined && rng.chance(0.5)) {
      do base = randomFacts(rng);
      while (barred.has(factKey(base)));
    }
    const facts = barred === undefined ? withVenues(base, rng) : withTrainingVenues(base, rng);
    const reference = own ? undefined : fill(source.template, facts);
    const told = own && rng.chance(FORGET) ? forgetOne(facts, rng) : facts;
    const response =
      tone === 'plain' ? (reference ?? realise(told, new Set(), rng)) : applyTone(tone, told, reference, rng);
    const text = `${formatPrompt(facts)}${response}`;
    if (seen.has(text) || response.split(' ').length > 40) continue;
    seen.add(text);
    const check = checkFacts(facts, response);
    if (check.wrong.length > 0 || check.missing.length > 1) {
      noteRefusal(tone, facts, response, check);
      continue;
    }
    out.push({ prompt: formatPrompt(facts), response, tone });
  }
  return out;
}

let refusals = 0;
function noteRefusal(tone: string, facts: Facts, response: string, check: object): void {
  // A few are shown, because a refusal of our own sentences is a bug in them.
  if (refusals++ < 12)
    console.log('refused', tone, formatPrompt(facts).trim(), '|', response, '|', JSON.stringify(check));
}

function parseKey(key: string): Facts {
  const values = key.split('|');
  const facts: Facts = { name: '+' };
  SLOTS.forEach((slot, i) => {
    if (values[i] !== undefined && values[i] !== '') facts[slot] = values[i];
  });
  return facts;
}

function withVenues(facts: Facts, rng: Random): Facts {
  const name = randomName(rng);
  return facts.near === undefined ? { ...facts, name } : { ...facts, name, near: randomNear(name, rng) };
}

function withTrainingVenues(facts: Facts, rng: Random): Facts {
  const { name, near } = trainingVenues(rng);
  return facts.near === undefined ? { ...facts, name } : { ...facts, name, near };
}

/** Facts in combinations the data set does not have, so that any will do. */
function randomFacts(rng: Random): Facts {
  const slots = rng.shuffle(SLOTS.slice(1)).slice(0, 2 + rng.below(6)) as Exclude<Slot, 'name'>[];
  const facts: Facts = { name: '+' };
  for (const slot of slots) facts[slot] = slot === 'near' ? '+' : rng.pick(SLOT_VALUES[slot]);
  if (facts.food !== undefined && rng.chance(0.2)) facts.food = rng.pick(OTHER_FOOD);
  return facts;
}

function forgetOne(facts: Facts, rng: Random): Facts {
  const present = SLOTS.filter((slot) => slot !== 'name' && facts[slot] !== undefined);
  if (present.length < 3) return facts;
  const rest = { ...facts };
  delete rest[rng.pick(present) as Exclude<Slot, 'name'>];
  return rest;
}

function writeLines(path: string, rows: readonly object[]): void {
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
