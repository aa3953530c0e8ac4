/** `npm run fuzz`: options in, a line per parser out, exit code 1 when anything was found. */
import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { parsers } from './parsers.ts';

export const HELP = `npm run fuzz -- [--each N] [--seed S] [--only WORDS]

Breaks sound inputs and feeds them to everything that reads what comes from outside.
  --each N      inputs for each parser (1000)
  --seed S      the same seed makes the same inputs (1)
  --only WORDS  parsers whose name contains this`;

/** Where the command's watchman listens; see scripts/fuzz.mjs. */
const WATCHED = process.env.NUDGE_FUZZ_WATCH === undefined ? null : Number(process.env.NUDGE_FUZZ_WATCH);

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      each: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [each, seed] = [Number(values.each), Number(values.seed)];
  if (!Number.isInteger(each) || each < 1 || !Number.isInteger(seed)) {
    console.error(`--each and --seed take whole numbers.\n\n${HELP}`);
    return 2;
  }
  let [inputs, faults] = [0, 0];
  for (const parser of await parsers(process.cwd())) {
    if (!parser.name.includes(values.only)) continue;
    const before = (round: number) => {
      if (WATCHED !== null) writeSync(WATCHED, `${parser.name}, round ${round}\n`);
    };
    const outcome = await fuzz(parser, each, seed, { before });
    inputs += each;
    faults += outcome.faults.length;
    console.log(
      `${parser.name}: ${outcome.read} read, ${outcome.refused} refused, ${outcome.faults.length} faults`,
    );
    for (const { round, what, input } of outcome.faults.slice(0, 5)) {
      console.log(`  round ${round}: ${what}\n    ${input}`);
    }
  }
  console.log(`${inputs} inputs, ${faults} faults, seed ${seed}`);
  return faults === 0 ? 0 : 1;
}
