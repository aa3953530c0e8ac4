/**
 * A trainer without a model: answers are fixed sentences that stream word by word, scores prefer
 * short ones, iterations are made up. Everything the page calls is recorded in `calls`.
 */
import { activeRankings } from '../../src/preferences/log.ts';
import {
  EXPORTING,
  type BundleRequest,
  type ExportRequest,
  type ExportResult,
} from '../../src/workers/exportProtocol.ts';
import {
  LOADING,
  type ClassifierInfo,
  type ClassifierRequest,
  type GenerateRequest,
  type OpenRequest,
  type BroughtRewardInfo,
  type RewardRequest,
  type SessionInfo,
  type StepMeasurement,
  type TrainerApi,
  type TrainerEvent,
} from '../../src/workers/protocol.ts';
import type { Comparison, ScoredAnswer } from '../../src/rl/runs/compare.ts';
import type { Answer, PreferenceEvent } from '../../src/preferences/event.ts';
import type { JudgeId } from '../../src/tastes/labeler.ts';
import type { FitQuality } from '../../src/rl/runs/fitQuality.ts';
import type {
  AnswersReading,
  AskedAnswers,
  InspectedAnswer,
  Inspection,
} from '../../src/rl/runs/inspection.ts';
import type { WatchedIteration } from '../../src/rl/runs/partTime.ts';
import type { Settings } from '../../src/rl/algorithms/settings.ts';
import { AGREEMENT, MEASUREMENT, PROMPTS, SESSION, textOf, TEXTS } from './fakeSession.ts';

export interface FakeOptions {
  /** Iterations that were watched. */
  readonly partTimes?: readonly WatchedIteration[];
  /** Rejects `useReward` with an error with this message. */
  readonly refusedReward?: string;
  /** What a measurement differs in, or the error it fails with. */
  readonly measurement?: Partial<StepMeasurement> | Error;
  /** Rejects `useClassifier` with an error with this message. */
  readonly classifierError?: string;
  /** Rejects exports with an error with this message. */
  readonly exportError?: string;
  /** Exports end only when cancelled. */
  readonly slowExport?: boolean;
  /** Milliseconds between streamed words; 0 gives whole answers at once, Infinity never finishes. */
  readonly wordDelay?: number;
  /** Rejects `generate` with an error with this message. */
  readonly generateError?: string;
  /** What it writes, in place of sentences about a place. */
  readonly texts?: readonly string[];
  readonly session?: Partial<SessionInfo>;
  /** How many calls of `open` answer only when cancelled. */
  readonly slowOpens?: number;
  /** Rejects `open` with this error, or one with this message. */
  readonly openError?: string | Error;
}

export class FakeTrainer implements TrainerApi {
  readonly calls: { readonly name: keyof TrainerApi; readonly args: readonly unknown[] }[] = [];
  /** What it has of the preference log. */
  log: readonly PreferenceEvent[] = [];
  /** What there is inside its iteration. */
  inspection: Inspection | null = null;
  /** What its reward model is found to be. */
  quality: FitQuality | null = null;
  #options: FakeOptions;
  #port: MessagePort | null = null;
  #cancelled = new Set<string>();
  #opens = 0;
  #cancelOpening: (() => void) | null = null;
  #cancelExport: (() => void) | null = null;
  #iteration = 0;

  constructor(options: FakeOptions = {}) {
    this.#options = options;
  }

  /** Arguments of the calls of one name, oldest first. */
  callsOf(name: keyof TrainerApi): readonly (readonly unknown[])[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.args);
  }

  emit(event: TrainerEvent): void {
    this.#port?.postMessage(event);
  }

  /** Makes one iteration up, as if the loop had run it. */
  iterate(): void {
    const iteration = ++this.#iteration;
    const kl = 6 * (1 - 0.8 ** iteration);
    this.emit({
      type: 'metrics',
      row: {
        iteration,
        values: {
          'objective/scores': iteration / 10,
          'nudge/score': iteration / 10,
          'objective/kl': kl,
          'objective/kl_coef': 0.05,
          'nudge/kl_coef_next': 0.05,
          'objective/non_score_reward': -0.05 * kl,
          'objective/rlhf_reward': iteration / 10 - 0.05 * kl,
          'nudge/entropy': 0.5,
          'policy/clipfrac_avg': 0.08,
          'loss/value_avg': 0.2,
          'nudge/response_length': 20 - iteration,
          'utility/shorter': iteration - 20,
        },
      },
    });
    this.emit({ type: 'stage', stage: 'idle', iteration });
  }

  async open(request: OpenRequest, port: MessagePort): Promise<SessionInfo> {
    this.#record('open', request);
    this.#port = port;
    this.log = request.preferences;
    const { openError, slowOpens = 0 } = this.#options;
    if (++this.#opens <= slowOpens) {
      await new Promise<void>((resolve) => (this.#cancelOpening = resolve));
      throw new DOMException('The opening was cancelled.', 'AbortError');
    }
    if (openError) throw openError instanceof Error ? openError : new Error(openError);
    return this.#session();
  }

  async configure(settings: Settings): Promise<void> {
    this.#record('configure', settings);
  }

  async addPreferences(events: readonly PreferenceEvent[], after?: string | null): Promise<void> {
    this.#record('addPreferences', events, after);
    const { log } = this;
    const at = after === null ? 0 : log.findIndex(({ id }) => id === after) + 1 || log.length;
    this.log = [...log.slice(0, at), ...events, ...log.slice(at)];
    if (this.#fitted)
      this.emit({ type: 'agreement', iteration: this.#iteration, heldOut: AGREEMENT, trained: AGREEMENT });
  }

  async generate(request: GenerateRequest): Promise<readonly Answer[]> {
    this.#record('generate', request);
    if (this.#options.generateError) throw new Error(this.#options.generateError);
    const { requestId, count, prompt } = request;
    const delay = this.#options.wordDelay ?? 0;
    const words = Array.from({ length: count }, (_, i) =>
      (this.#options.texts?.[i] ?? textOf(prompt, i)).split(' '),
    );
    const longest = Math.max(...words.map((list) => list.length));
    const answers = () => words.map((list) => this.#answer(list, longest));
    if (delay === 0) return answers();
    let shown = 0;
    const upTo = () => words.map((list) => this.#answer(list, shown));
    while (shown < longest && !this.#cancelled.has(requestId)) {
      shown++;
      upTo().forEach((answer, index) =>
        this.emit({ type: 'answer', requestId, index, answer, complete: answer.finished }),
      );
      if (shown >= 6 && delay === Infinity) {
        await new Promise<void>((resolve) => {
          const poll = setInterval(() => {
            if (!this.#cancelled.has(requestId)) return;
            clearInterval(poll);
            resolve();
          }, 5);
        });
      } else {
        await new Promise((resolve) => setTimeout(resolve, Math.min(delay, 20)));
      }
    }
    return upTo();
  }

  async cancel(requestId: string): Promise<void> {
    this.#record('cancel', requestId);
    this.#cancelled.add(requestId);
    if (requestId === LOADING) this.#cancelOpening?.();
    if (requestId === EXPORTING) this.#cancelExport?.();
  }

  async scoreAnswers(prompt: string, answers: readonly Answer[]): Promise<readonly number[] | null> {
    this.#record('scoreAnswers', prompt, answers);
    return this.#fitted ? answers.map((answer) => 1 - answer.text.length / 50) : null;
  }

  async play(): Promise<void> {
    this.#record('play');
    this.emit({ type: 'running', running: true });
    this.emit({ type: 'stage', stage: 'sample', iteration: this.#iteration + 1 });
  }

  async pause(): Promise<void> {
    this.#record('pause');
    this.emit({ type: 'running', running: false });
    this.emit({ type: 'stage', stage: 'idle', iteration: this.#iteration });
  }

  async step(kind: 'stage' | 'iteration'): Promise<void> {
    this.#record('step', kind);
  }

  async reset(settings: Settings, keep = false): Promise<SessionInfo> {
    this.#record('reset', settings, keep);
    this.#iteration = 0;
    return { ...this.#session(), iteration: 0, history: [], agreement: null };
  }

  async simulate(labeler: JudgeId, count: number): Promise<void> {
    this.#record('simulate', labeler, count);
    const events = Array.from({ length: count }, (_, i): PreferenceEvent => ({
      type: 'ranking',
      id: `simulated-${i}`,
      at: i,
      prompt: PROMPTS[i % PROMPTS.length],
      answers: TEXTS.map((_, at) => this.#answer(textOf(PROMPTS[i % PROMPTS.length], at).split(' '), 99)),
      tiers: [[1], [3], [2], [0]],
      rater: labeler,
      leadTime: 0,
    }));
    this.log = [...this.log, ...events];
    this.emit({ type: 'preferences', events });
  }

  async useClassifier(request: ClassifierRequest): Promise<ClassifierInfo> {
    this.#record('useClassifier', request);
    const { classifierError } = this.#options;
    if (classifierError) throw new Error(classifierError);
    const labels = ['NEGATIVE', 'POSITIVE'];
    return { id: request.id, file: 'onnx/model.onnx', labels, label: request.label ?? labels[1] };
  }

  async partTimes(watch: boolean) {
    this.#record('partTimes', watch);
    return watch ? (this.#options.partTimes ?? []) : [];
  }

  async useReward(request: RewardRequest | null): Promise<BroughtRewardInfo | null> {
    this.#record('useReward', request);
    const { refusedReward } = this.#options;
    if (request && refusedReward !== undefined) throw new Error(refusedReward);
    return request && { name: request.label, sha256: 'a'.repeat(64) };
  }

  async measureStep(): Promise<StepMeasurement> {
    this.#record('measureStep');
    const { measurement } = this.#options;
    if (measurement instanceof Error) throw measurement;
    return { ...MEASUREMENT, ...measurement };
  }

  async exportModel(request: ExportRequest): Promise<ExportResult> {
    this.#record('exportModel', request);
    return this.#export(request.what, request);
  }

  async exportBundle(request: BundleRequest): Promise<ExportResult> {
    this.#record('exportBundle', request);
    return this.#export('bundle', request);
  }

  async compare(prompt: string): Promise<Comparison> {
    this.#record('compare', prompt);
    const scored = (text: string, moved: number): ScoredAnswer => ({
      text,
      score: this.#fitted ? moved : null,
      tokens: text
        .split(/(?= )/)
        .map((token, i) => ({ text: token, logp: -1 + (i % 3) * moved, logpRef: -1 })),
    });
    return {
      prompt,
      base: scored(textOf(prompt, 0), 0),
      current: scored(textOf(prompt, 1), 1),
      iteration: this.#iteration,
    };
  }

  async inspect(): Promise<Inspection | null> {
    this.#record('inspect');
    return this.inspection;
  }

  async readAnswers(asked: AskedAnswers): Promise<AnswersReading | null> {
    this.#record('readAnswers', asked);
    const blind = 'blind' in asked && asked.blind;
    const [prompt, texts] =
      'compared' in asked
        ? [asked.compared, [textOf(asked.compared, 0), textOf(asked.compared, 1)]]
        : [asked.prompt, asked.answers.map(({ text }) => text)];
    const unscored = blind ? 'blind' : this.#fitted ? null : 'unfitted';
    const answers = texts.map((text): InspectedAnswer => {
      const tokens = text.split(/(?= )/);
      const parts = tokens.map((_, at) => at / 10);
      const attribution = unscored === null ? { start: 0.5, parts } : null;
      const score = attribution && parts.reduce((sum, part) => sum + part, attribution.start);
      const read = { logp: tokens.map((_, at) => -1 + at / 10), logpRef: tokens.map(() => -1) };
      const none = { spread: null, earned: null, columns: null, logpAfter: null };
      return { prompt, text, finished: true, tokens, score, attribution, read, ...none };
    });
    return { iteration: this.#iteration, answers, unscored };
  }

  async rewardQuality(): Promise<FitQuality | null> {
    this.#record('rewardQuality');
    return this.quality;
  }

  get #fitted(): boolean {
    return activeRankings(this.log).length >= 4;
  }

  #answer(words: readonly string[], shown: number): Answer {
    return {
      text: words.slice(0, shown).join(' '),
      tokens: words.slice(0, shown).map((_, i) => i),
      finished: shown >= words.length,
      iteration: this.#iteration,
    };
  }

  async #export(name: string, { target, dtype }: BundleRequest): Promise<ExportResult> {
    const { exportError, slowExport } = this.#options;
    if (exportError) throw new Error(exportError);
    if (slowExport) {
      await new Promise<void>((resolve) => (this.#cancelExport = resolve));
      this.emit({ type: 'progress', task: EXPORTING, done: 1, total: 1 });
      throw new DOMException('The export was cancelled.', 'AbortError');
    }
    const zip = target.kind === 'zip' ? new File(['zip'], `${name}.zip`) : null;
    const lost = dtype === 'F32' ? null : 0.41;
    return { files: 7, bytes: 1_886_592, iteration: this.#iteration, name, zip, lost };
  }

  #session(): SessionInfo {
    return { ...SESSION, iteration: this.#iteration, ...this.#options.session };
  }

  #record(name: keyof TrainerApi, ...args: unknown[]): void {
    this.calls.push({ name, args });
  }
}
