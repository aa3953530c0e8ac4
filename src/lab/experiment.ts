/**
 * What the lab's command asks of a bench, and what a bench is given for it. Types only; benches share no code by it.
 */
import type { Gpu } from '../gpu/device.ts';
import type { Settings } from '../rl/algorithms/settings.ts';
import type { Models } from '../rl/training/models.ts';
import type { LanguageModel } from './model/languageModel.ts';
import type { SequenceModel, SequenceModelOptions } from './sequences/sequenceModel.ts';

/** Where an experiment runs: a device, with its kernels chosen, and the models on disk. */
export interface LabPlace {
  readonly gpu: Gpu;
  /** What `--model` names, or null for the bench's own choice. */
  readonly model: string | null;
  /** What `--pairs` names, a task a file: inputs, each with the outputs that are right; none for the bench's own tasks. */
  readonly pairs?: readonly {
    readonly name: string;
    readonly pairs: readonly { readonly input: string; readonly outputs: readonly string[] }[];
  }[];
  /** A model that writes, reads and embeds. */
  openModel(name: string): Promise<LanguageModel>;
  /** A small transformer out of a seed, to be trained from scratch. */
  openSequences(options: SequenceModelOptions): Promise<SequenceModel>;
  /** Models for a whole run, with the prompts that come with them. */
  openRun(name: string, settings: Settings): Promise<{ models: Models; prompts: readonly string[] }>;
  /** The text of a file that stands beside the models or was named by its path. */
  readFile(path: string): Promise<string>;
  /** A line of progress. */
  log(line: string): void;
}

/** Whether a goal was reached, and by what figures. */
export interface Verdict {
  readonly met: boolean;
  /** One line. */
  readonly figures: string;
}

/** `Result` is what a seed gives; it is written to the file as it is. */
export interface Experiment<Result = unknown> {
  /** In one sentence. */
  readonly goal: string;
  /**
   * One seed's experiment. The same seed on the same adapter gives the same result, but for what was timed.
   * @param quick a minute's look: less of everything, and its verdict counts for nothing
   */
  run(place: LabPlace, seed: number, quick: boolean): Promise<Result>;
  /** A seed's result in one line. */
  line(result: Result): string;
  judge(results: readonly Result[]): Verdict;
}
