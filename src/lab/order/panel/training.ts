/**
 * Models that learn one after the other, each from the same interactions in another layout, and what is known of each so far: what
 * was set and found outlives the dialog. Knows a model by its type; knows no component.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SequenceHooks, SequenceModel, SequenceModelOptions } from '../../sequences/sequenceModel.ts';
import type { Arm, Carried } from '../conversations.ts';
import { drawCourses, modelOptions, teach, unseenCourses } from '../lesson.ts';
import { goThrough, measure, type Measured, type OwnTurn } from '../measure.ts';

export interface Setting {
  readonly arms: readonly Arm[];
  readonly carried: Carried;
  readonly courses: number;
  readonly updates: number;
  readonly seed: number;
}

/** A look at a model on its way. */
export interface Look extends Measured {
  readonly updates: number;
}

/** What one model has shown so far. */
export interface Learner {
  readonly arm: Arm;
  readonly carried: Carried;
  readonly looks: readonly Look[];
  /** Unseen courses as it went through them after its last update. */
  readonly courses: readonly (readonly OwnTurn[])[];
}

export interface Bench {
  readonly setting: Setting;
  readonly learners: readonly Learner[];
}
export type BenchStore = StoreApi<Bench>;

/** A minute or so on a software adapter. */
const USUAL: Setting = { arms: ['order', 'both'], carried: 'text', courses: 256, updates: 300, seed: 1 };
/** Looks at a model while it learns, courses that it is asked about, and courses that are told turn by turn. */
const LOOKS = 6;
const ASKED = 24;
const TOLD = 4;

export function createBench(): BenchStore {
  return createStore(() => ({ setting: USUAL, learners: [] }));
}

export interface Range {
  readonly least: number;
  readonly most: number;
}
/** What numbers may be. More courses than there are different ones would be no more data. */
export const RANGES = {
  courses: { least: 1, most: 512 },
  updates: { least: 1, most: 5000 },
  seed: { least: 0, most: 999_999 },
} as const satisfies Record<string, Range>;
export type NumberName = keyof typeof RANGES;

export function isIn(name: NumberName, value: number): boolean {
  return Number.isSafeInteger(value) && value >= RANGES[name].least && value <= RANGES[name].most;
}

/** Which model is at what. */
export interface TrainingHooks extends SequenceHooks {
  readonly onArm?: (arm: Arm) => void;
}

/**
 * Trains every arm that is set, and looks at each on its way; what was found before gives way.
 * @throws what the model throws; the signal's reason. What was seen until then stays.
 */
export async function train(
  store: BenchStore,
  open: (options: SequenceModelOptions) => Promise<SequenceModel>,
  { signal, onProgress, onArm }: TrainingHooks = {},
): Promise<void> {
  const { setting } = store.getState();
  store.setState({ learners: [] });
  for (const arm of setting.arms) {
    onArm?.(arm);
    await trainOne(
      store,
      await open(modelOptions(setting.seed)),
      { ...setting, arm },
      { signal, onProgress },
    );
  }
}

async function trainOne(
  store: BenchStore,
  model: SequenceModel,
  options: Setting & { readonly arm: Arm },
  hooks: SequenceHooks,
): Promise<void> {
  const { arm, carried, courses, updates, seed } = options;
  const { signal } = hooks;
  try {
    const asked = unseenCourses(ASKED, seed, drawCourses(courses, seed));
    const looks: Look[] = [];
    const tell = (more: Partial<Learner> = {}) => {
      const { learners } = store.getState();
      const others = learners.filter((each) => each.arm !== arm);
      store.setState({ learners: [...others, { arm, carried, looks: [...looks], courses: [], ...more }] });
    };
    await teach(model, options, Math.ceil(updates / LOOKS), hooks, async (done) => {
      looks.push({ updates: done, ...(await measure(model, asked, carried, { signal })) });
      tell();
    });
    const briefs = asked.slice(0, TOLD).map(({ brief }) => brief);
    tell({ courses: await goThrough(model, briefs, carried, { signal }) });
  } finally {
    await model.free();
  }
}
