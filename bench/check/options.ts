/** Command line of gpu-check, the bundle's and the npm command's alike. Pure. */
import { STAGES, type StageName } from './results.ts';

export type EffortName = 'full' | 'quick' | 'rehearsal';

export interface CheckOptions {
  /** Folder for results, or null when help was asked for. */
  readonly out: string | null;
  readonly effort: EffortName;
  /** Whether an adapter that runs on the processor will do. */
  readonly software: boolean;
  readonly stages: readonly StageName[];
  /** Seconds for the GPU tests, or null for the effort's own. */
  readonly testsSeconds: number | null;
  /** Only test files whose path contains one of these. */
  readonly tests: readonly string[];
  /** The Python that is asked for PyTorch and TRL. */
  readonly python: string;
  readonly help: boolean;
}

export const HELP = `npm run gpu-check -- --out FOLDER [options]
node BUNDLE/gpu-check.mjs --out FOLDER [options]

Checks and measures the engine on this machine's GPU without a browser, in at most eight minutes: ${STAGES.join(', ')}.
Each stage writes FOLDER/STAGE.json as it goes; FOLDER/report.md says what is how far from the limit.

  --out FOLDER        where results go
  --quick             two minutes
  --rehearsal         the smallest counts: shows that everything runs, measures nothing
  --software          an adapter that runs on the processor will do; without it, there must be a GPU
  --only STAGE        one of the above; may be repeated
  --tests TEXT        only test files whose path contains TEXT; may be repeated
  --tests-seconds N   how long the GPU tests may take
  --python COMMAND    a Python to ask for PyTorch and TRL (default python3)
  --help              this text

Of the npm command only:
  --bundle FOLDER     write what runs on a bare machine with Node into FOLDER, and run nothing
  --library FILE      put FILE (libvulkan.so.1, say) into the bundle; may be repeated
  --wheels FOLDER     put the wheels in FOLDER into the bundle, for a Python without TRL
  --alone             leave the other WebGPU libraries out: nothing is installed for them, nothing measured
  --lean              leave models and fixtures out of the bundle: it must lie inside a checkout then`;

/** @throws Error naming an option or a value that is not known */
export function parseOptions(args: readonly string[]): CheckOptions {
  let out: string | null = null;
  let effort: EffortName = 'full';
  let software = false;
  let help = false;
  let testsSeconds: number | null = null;
  let python = 'python3';
  const only: StageName[] = [];
  const tests: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    const value = () => {
      const next = args[++i];
      if (next === undefined || next.startsWith('--')) throw new Error(`${arg} takes a value.\n\n${HELP}`);
      return next;
    };
    if (arg === '--quick') effort = 'quick';
    else if (arg === '--rehearsal') effort = 'rehearsal';
    else if (arg === '--software') software = true;
    else if (arg === '--help' || arg === '-h') help = true;
    else if (arg === '--out') out = value();
    else if (arg === '--python') python = value();
    else if (arg === '--tests') tests.push(value());
    else if (arg === '--tests-seconds') testsSeconds = seconds(arg, value());
    else if (arg === '--only') only.push(stage(value()));
    else throw new Error(`Unknown option ${arg}.\n\n${HELP}`);
  }
  if (out === null && !help) throw new Error(`--out FOLDER is missing.\n\n${HELP}`);
  const stages = STAGES.filter((name) => only.length === 0 || only.includes(name));
  return { out, effort, software, stages, testsSeconds, tests, python, help };
}

function stage(name: string): StageName {
  const found = STAGES.find((known) => known === name);
  if (!found) throw new Error(`--only takes one of ${STAGES.join(', ')}, not ${name}.`);
  return found;
}

function seconds(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${option} takes a number of seconds above 0, not ${text}.`);
  return value;
}
