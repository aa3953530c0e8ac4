/** Command line of the benchmark. Pure. */

export const PARTS = ['ours', 'tfjs', 'jax', 'sampling', 'matmul', 'micro', 'growth'] as const;
export type Part = (typeof PARTS)[number];

const ADAPTERS = ['auto', 'hardware', 'software'] as const;
export type AdapterChoice = (typeof ADAPTERS)[number];

export interface BenchOptions {
  /** Size S and few rounds only: shows that everything runs, gives no result worth quoting. */
  readonly quick: boolean;
  readonly parts: readonly Part[];
  readonly adapter: AdapterChoice;
  /** In processes of Node instead of a browser. */
  readonly node: boolean;
  readonly help: boolean;
}

export const HELP = `npm run bench -- [options]

Measures the engine beside TensorFlow.js and jax-js in one Chromium on one adapter: GPT training steps at three
sizes, sampling, matrix products, the adapter's own limits, and how a step grows. Takes about 15 minutes on a
software adapter. A whole run is written to bench/results, any other to .cache/bench.

  --quick             size S and few rounds only
  --only PART         one of ${PARTS.join(', ')}; may be repeated; a library means its
                      training, and other parts then measure the libraries named only
  --adapter KIND      ${ADAPTERS.join(', ')} (default auto: a real GPU where Chromium finds one)
  --node              in Node, without a browser; written to .cache/bench
  --help              this text`;

/** @throws Error naming an option or a value that is not known */
export function parseOptions(args: readonly string[]): BenchOptions {
  let quick = false;
  let help = false;
  let node = false;
  let adapter: AdapterChoice = 'auto';
  const only: Part[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === '--quick') quick = true;
    else if (arg === '--node') node = true;
    else if (arg === '--help' || arg === '-h') help = true;
    else if (arg === '--only') only.push(oneOf(PARTS, arg, args[++i]));
    else if (arg === '--adapter') adapter = oneOf(ADAPTERS, arg, args[++i]);
    else throw new Error(`Unknown option ${arg}.\n\n${HELP}`);
  }
  const parts = PARTS.filter((part) => only.length === 0 || only.includes(part));
  return { quick, help, node, adapter, parts };
}

function oneOf<Value extends string>(
  values: readonly Value[],
  option: string,
  given: string | undefined,
): Value {
  const found = values.find((value) => value === given);
  if (!found) throw new Error(`${option} takes one of ${values.join(', ')}, not ${given ?? 'nothing'}.`);
  return found;
}

/** Whether every part is run with full effort in a browser, so that the results may be published. */
export function isWhole(options: BenchOptions): boolean {
  return !options.quick && !options.node && options.parts.length === PARTS.length;
}
