/** What can be chosen of a training on the page, and within which bounds. Pure. */
import type { Training } from '../mazes/training.ts';

export const SIZES = [3, 4, 5, 6, 7, 8, 10] as const;
export const WIDTHS = [32, 48, 64, 96, 128] as const;

export type TypedSetting = 'layers' | 'updates' | 'batch' | 'learningRate' | 'seed' | 'tests';

export interface Range {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

export const RANGES: Readonly<Record<TypedSetting, Range>> = {
  layers: { least: 1, most: 8, whole: true },
  updates: { least: 1, most: 50_000, whole: true },
  batch: { least: 1, most: 256, whole: true },
  learningRate: { least: 1e-5, most: 0.1, whole: false },
  seed: { least: 0, most: 2 ** 31, whole: true },
  tests: { least: 1, most: 256, whole: true },
};

/** Whether all numbers are within their bounds. */
export function isRight(settings: Training): boolean {
  return (Object.keys(RANGES) as TypedSetting[]).every((setting) => {
    const { least, most, whole } = RANGES[setting];
    const value = settings[setting];
    return value >= least && value <= most && (!whole || Number.isInteger(value));
  });
}
