/** People's own input-output pairs for a bench, out of files. Knows files and words; how pairs are read is the bench's. */
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parsePairs, usable, type Pair, type PairsProblem } from '../../lab/ape/pairs.ts';
import { OptionsError } from '../options.ts';

export interface OwnPairs {
  /** The file's name. */
  readonly name: string;
  readonly pairs: readonly Pair[];
}

/**
 * Reads a task a file. What is left out is told; the rest is used.
 * @throws OptionsError for a file that cannot be read, is empty, has too few pairs, or pairs that contradict each other
 */
export async function readPairFiles(
  paths: readonly string[],
  print: (line: string) => void,
): Promise<OwnPairs[]> {
  const files: OwnPairs[] = [];
  for (const path of paths) {
    const text = await readFile(resolve(path), 'utf8').catch((cause: unknown) => {
      throw new OptionsError(`--pairs: ${path} cannot be read (${String(cause)}).`, { cause });
    });
    const parsed = parsePairs(text);
    const told = parsed.problems.map((problem) => `${path}: ${inWords(problem)}`);
    if (!usable(parsed)) throw new OptionsError(`--pairs: ${told.slice(0, MOST_TOLD).join(' ')}`);
    told.slice(0, MOST_TOLD).forEach(print);
    files.push({ name: basename(path), pairs: parsed.pairs });
  }
  return files;
}

const MOST_TOLD = 3;

function inWords(problem: PairsProblem): string {
  switch (problem.kind) {
    case 'empty':
      return 'there are no pairs in it. Write one a line: input -> output.';
    case 'line':
      return `line ${problem.line} is no pair and is left out: ${JSON.stringify(problem.text)}.`;
    case 'few':
      return `${problem.given} pairs are too few: ${problem.needed} are needed, some to show and others to score with.`;
    case 'contradiction':
      return `${JSON.stringify(problem.input)} has outputs that contradict each other, ${problem.outputs.map((output) => JSON.stringify(output)).join(' and ')}: keep one, or give both as right in JSON, {"input": …, "output": [… , …]}.`;
    case 'many':
      return `only the first ${problem.most} pairs are read.`;
  }
}
