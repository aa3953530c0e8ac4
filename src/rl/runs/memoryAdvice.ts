/**
 * Which settings would make a run fit into a given amount of memory: each change is measured, none is guessed.
 * Knows memory.ts and the settings; knows no device and no page.
 */
import { measureMemory, type MemoryRequest, type MemoryUse } from './memory.ts';
import { contextLength as contextLengthOf } from '../training/models.ts';
import { promptRoom } from '../training/promptRoom.ts';
import { methodChange, type Settings } from '../algorithms/settings.ts';

/** The memory a run takes, or why no amount of memory would do. */
export type MemoryOutcome =
  { readonly use: MemoryUse; readonly refused: null } | { readonly use: null; readonly refused: string };

export interface MemoryOption {
  /** What to set. */
  readonly change: Partial<Settings>;
  readonly outcome: MemoryOutcome;
}

export interface MemoryAdvice {
  /** With the settings as they are. */
  readonly now: MemoryOutcome;
  readonly budget: number;
  readonly fits: boolean;
  /** Every single change that saves memory, the mildest first. */
  readonly options: readonly MemoryOption[];
  /** The mildest changes that together make it fit; null when it fits already, or when none of them do. */
  readonly fitting: MemoryOption | null;
}

/**
 * Measures the settings as they are and with each memory-saving change, and looks for the fewest that fit.
 * @param budget bytes
 */
export async function adviseMemory(request: MemoryRequest, budget: number): Promise<MemoryAdvice> {
  const { settings } = request;
  const measured = (change: Partial<Settings>) =>
    outcomeOf({ ...request, settings: { ...settings, ...change } });
  const fits = ({ use }: MemoryOutcome) => use !== null && use.total <= budget;
  const now = await measured({});
  const options: MemoryOption[] = [];
  for (const change of changes(request)) {
    const outcome = await measured(change);
    if (outcome.use && outcome.use.total < (now.use?.total ?? Infinity)) options.push({ change, outcome });
  }
  let fitting: MemoryOption | null = null;
  if (!fits(now)) {
    fitting = options.find(({ outcome }) => fits(outcome)) ?? null;
    // Together, one after the other, once no single one is enough.
    let change: Partial<Settings> = {};
    for (const next of fitting ? [] : changes(request)) {
      change = { ...change, ...next };
      const outcome = await measured(change);
      if (!fits(outcome)) continue;
      fitting = { change, outcome };
      break;
    }
  }
  return { now, budget, fits: fits(now), options, fitting };
}

/** What could be changed, the mildest first: the first three change no result, the last ones change what is learned. */
function changes({ settings, promptTokens, standing = [], config }: MemoryRequest): Partial<Settings>[] {
  const { recompute, weightStorage, method, microBatch, contextLength, maxNewTokens, rolloutBatch } =
    settings;
  const minibatch = Math.ceil(rolloutBatch / settings.minibatches);
  const smaller = (most: number) => minibatch > most && (microBatch === 0 || microBatch > most);
  const allowed = contextLengthOf(config, contextLength);
  const room = promptRoom(config, settings);
  const longest = promptTokens.reduce((most, tokens) => (tokens <= room ? Math.max(most, tokens) : most), 1);
  // Nor is a ranking that stands passed over then.
  const ranked = standing.map(({ prompt, answers }) => prompt + Math.max(0, ...answers));
  const read = ranked.reduce((most, tokens) => (tokens <= allowed ? Math.max(most, tokens) : most), 0);
  const context = Math.ceil(Math.max(longest + maxNewTokens, read) / 64) * 64;
  return [
    ...(recompute ? [] : [{ recompute: true }]),
    ...(smaller(4) ? [{ microBatch: 4 }] : []),
    ...(context < allowed ? [{ contextLength: context }] : []),
    ...(smaller(1) ? [{ microBatch: 1 }] : []),
    ...(weightStorage === 'f16' ? [] : [{ weightStorage: 'f16' as const }]),
    ...(method === 'lora' ? [] : [methodChange(settings, 'lora')]),
    ...(rolloutBatch > 8 ? [{ rolloutBatch: 8 }] : []),
  ];
}

async function outcomeOf(request: MemoryRequest): Promise<MemoryOutcome> {
  try {
    return { use: await measureMemory(request), refused: null };
  } catch (error) {
    // What no device of these limits can hold; anything else is a mistake here.
    if (error instanceof RangeError) return { use: null, refused: error.message };
    throw error;
  }
}
