/**
 * What a stage is given: its effort, where the bundle's files are, and a place for what it has so far. Knows no
 * stage.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CheckEffort } from './effort.ts';
import type { CheckOptions } from './options.ts';
import type { StageName, StageResults } from './results.ts';

export interface StageContext<Name extends StageName = StageName> {
  readonly effort: CheckEffort;
  readonly options: CheckOptions;
  /** The bundle's folder. */
  readonly bundle: string;
  /** When the stage will be ended, by performance.now(). */
  readonly deadline: number;
  /** Writes what there is: a stage that is cut keeps it. */
  readonly save: (result: StageResults[Name]) => void;
}

/** File of a stage's result. */
export function stageFile(out: string, stage: StageName): string {
  return join(out, `${stage}.json`);
}

/** Writes JSON that people may read. */
export function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 1)}\n`);
}

/**
 * A folder that a bundle brings, or that lies in the checkout around it.
 * @throws Error when there is neither
 */
export function assetFolder(bundle: string, carried: string, inCheckout: string): string {
  const own = join(bundle, carried);
  if (existsSync(own)) return own;
  for (let folder = dirname(bundle); ; folder = dirname(folder)) {
    const found = join(folder, inCheckout);
    if (existsSync(found)) return found;
    if (folder === dirname(folder)) break;
  }
  throw new Error(
    `The bundle has no ${carried}, and no ${inCheckout} lies around it: make it without --lean.`,
  );
}
