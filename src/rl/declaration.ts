/**
 * What a method says of itself: its stages, settings and metrics. The page, the address, the command line and the
 * loop are drawn from it. Pure: nothing here runs, and nothing that is imported here may.
 */
import type { Fields, SettingValues, Words } from './fields.ts';

export interface StageDeclaration {
  readonly name: string;
  /** Settings whose numbers its text in the diagram says, in the order said. */
  readonly says?: readonly string[];
  /** The setting that stands beside it to be changed. */
  readonly knob?: string;
  /** Where the page's dictionaries have no words for a stage of this name. */
  readonly words?: Words<{ readonly name: string; readonly text: string }>;
}

export interface Metric {
  /** '' where it has none. */
  readonly unit: string;
  /** What the number is, in English: one line of docs/metrics.md. */
  readonly definition: string;
  /** How it is written: `number`, two decimals, when left out. */
  readonly format?: 'number' | 'tenths' | 'percent' | 'compact';
  /** Where it should stay, or null where the settings ask for nothing. */
  band?(settings: SettingValues): readonly [low: number, high: number] | null;
  /** A value to compare with, or null. */
  line?(settings: SettingValues): number | null;
  readonly words?: Words<{ readonly title: string; readonly text?: string }>;
}

/** Metrics by name: TRL's where the number is TRL's. */
export type Metrics = Readonly<Record<string, Metric>>;

/**
 * A chart of one metric. `utility` and `agreement` belong to the run and to its reward model: a method says only where
 * they stand among its own.
 */
export type ChartDeclaration =
  | { readonly id: 'utility' | 'agreement' }
  | {
      /** Names its words in the page's dictionaries; the metric's own name where they have none. */
      readonly id: string;
      readonly metric: string;
      /** Metrics and settings that its explanation says, in the order said. */
      readonly says?: readonly string[];
      /** The settings whose effect it shows, which stand beside it to be changed while a run goes on. */
      knobs?(settings: SettingValues): readonly string[];
      /** The settings that it is drawn with; all when left out. */
      where?(settings: SettingValues): boolean;
    };

/** A column of the line that the command prints for an iteration. */
export type LeadingMetric = readonly [label: string, metric: string, digits: number];

/** Settings that go by a name together. */
export interface Preset {
  /** One among those of all methods. */
  readonly id: string;
  /** What it is called, in every language. */
  readonly name: string;
  readonly paper: string;
  readonly settings: SettingValues;
  /** Where it is a whole run: of which model that comes with the page, after how many rankings, and how long. */
  readonly run?: { readonly model: string; readonly rankings: number; readonly iterations: number };
}

export interface MethodDeclaration {
  readonly id: string;
  /** What it is called, in every language. */
  readonly name: string;
  readonly paper: string;
  /**
   * What must be there before an iteration: a fitted reward model, which is a stage of its own before the method's; rankings
   * that the method learns from itself. A method that needs neither begins at once. `rule` stands in place of `reward`
   * where a rule gives the score: see {@link rewardedAs}.
   */
  readonly needs: { readonly reward?: true; readonly rankings?: true; readonly rule?: true };
  /** What Step walks through and the diagram draws, in order. */
  readonly stages: readonly StageDeclaration[];
  /** Every setting that it has beside the common ones, in the order shown. */
  readonly fields: Fields;
  /** Choices of its settings that have a name, in the order shown. */
  readonly presets?: readonly Preset[];
  readonly metrics: Metrics;
  /** In the order shown; one for each metric when left out. */
  readonly charts?: readonly ChartDeclaration[];
  /** What the command prints of an iteration, in the order printed; the first few metrics when left out. */
  readonly leads?: readonly LeadingMetric[];
}

/** What an iteration of the method goes through: the fit of what it needs, then its own stages. */
export function loopStages(method: MethodDeclaration): readonly StageDeclaration[] {
  return method.needs.reward ? [{ name: 'fit' }, ...method.stages] : method.stages;
}

/** Each as it is under a rule: the same object every time, since pages compare them. */
const ruled = new WeakMap<MethodDeclaration, MethodDeclaration>();

/** The method as a run by these settings has it: a score that a rule gives needs no reward model and no fit. */
export function rewardedAs<Of extends MethodDeclaration>(
  method: Of,
  { rewardSource }: { readonly rewardSource?: 'model' | 'tokens' },
): Of {
  if (!method.needs.reward || (rewardSource ?? 'model') === 'model') return method;
  const known = ruled.get(method) ?? { ...method, needs: { rule: true } };
  ruled.set(method, known);
  return known as Of;
}

export function chartsOf({ charts, metrics }: MethodDeclaration): readonly ChartDeclaration[] {
  return charts ?? Object.keys(metrics).map((name) => ({ id: name, metric: name }));
}

/** The preset whose every setting stands as it says, or null where they are somebody's own. */
export function presetOf(
  { presets = [] }: Pick<MethodDeclaration, 'presets'>,
  settings: SettingValues,
): Preset | null {
  const stands = ([name, value]: readonly [string, unknown]) => settings[name] === value;
  return presets.find((preset) => Object.entries(preset.settings).every(stands)) ?? null;
}
