/** What a run elsewhere starts from, in tests. */
import type { RunFacts } from '../../src/cluster/convert.ts';
import type { Flag, FlagValue } from '../../src/cluster/flags.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/rl/algorithms/settings.ts';

export function facts(settings: Partial<Settings> = {}, changes: Partial<RunFacts> = {}): RunFacts {
  return {
    settings: { ...DEFAULT_SETTINGS, ...settings },
    klCoefficient: 0.12,
    responseTokens: 20,
    promptTokens: 40,
    meanPromptTokens: 24,
    parameters: 1_000_000,
    start: [],
    ends: [0],
    positions: 128,
    iterations: 50,
    promptRows: 400,
    reward: { mean: 0.3, std: 0.5 },
    rewardOffset: 0,
    rewardBag: false,
    ...changes,
  };
}

/** Flags by name. */
export function byName(flags: readonly Flag[]): Map<string, FlagValue> {
  return new Map(flags.map(({ name, value }) => [name, value]));
}
