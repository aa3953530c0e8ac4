/**
 * One optimizer step on a batch, cut into parts where it is to take less memory: recorded once per shape and kept while
 * that shape may come again, written, submitted in one go, and read back later. The same dance for a policy and for a
 * reward model; what is computed is the recorded step's own. Knows no loss and no model.
 */
import type { Gpu } from '../../gpu/device.ts';
import type { Submitted } from '../../gpu/inFlight.ts';
import type { Plan } from '../../gpu/plan.ts';
import { PlanCache } from '../../gpu/planCache.ts';
import { run } from '../../gpu/queue.ts';
import type { Tensor } from '../../gpu/tensor.ts';
import { ADAMW_DEFAULTS, OPTIMIZER_STATS, type AdamWOptions, type Optimizer } from '../../model/optimizer.ts';

/** How a step is recorded. */
export interface StepOptions {
  /** Keep each block's input and compute its activations again in the backward pass. */
  readonly recompute: boolean;
  /** One part of a batch: its gradient is added to those before, and the parameters stay. */
  readonly part: boolean;
}

/** A recorded step: forward, loss, backward, and what {@link recordUpdate} added to it. */
export interface RecordedStep<Part> {
  readonly plan: Plan;
  /** Numbers of a part that are read back. The plan owns it: an update behind it may have all scratch. */
  readonly numbers: Tensor;
  /** Puts a part in, before each replay. */
  write(part: Part): void;
}

/** What came back of a step. */
export interface StepResult {
  /** Of each part, what `numbers` held. */
  readonly numbers: readonly Float32Array[];
  /** Global norm before clipping. */
  readonly gradNorm: number;
  /** True when the gradient was not finite and nothing was changed. */
  readonly skipped: boolean;
}

export interface StepRequest<Part> {
  /** Names all that the recording depends on but {@link StepOptions}. */
  readonly shape: object;
  /** At least one; one recorded step serves all of them. */
  readonly parts: readonly Part[];
  readonly recompute: boolean;
  readonly optimizer: Partial<AdamWOptions>;
  build(options: StepOptions): Promise<RecordedStep<Part>>;
  /** Sets what holds for all parts, when the step is recorded. */
  prepare?(): void;
}

/** Recorded steps kept: each holds the activations of every layer. */
const STEPS_KEPT = 4;

export class Steps<Part> {
  readonly #recorded = new PlanCache<RecordedStep<Part>>(STEPS_KEPT, ({ plan }) => plan.destroy());

  constructor(
    private readonly gpu: Gpu,
    private readonly optimizer: Optimizer,
  ) {}

  /**
   * Submits one update by the sum of the parts' gradients.
   * @returns once the GPU has the step; its result comes later
   */
  submit(request: StepRequest<Part>): Promise<Submitted<StepResult>> {
    const { gpu, optimizer } = this;
    const { parts } = request;
    const inParts = parts.length > 1;
    const options = { recompute: request.recompute, part: inParts };
    const build = (how: StepOptions) => request.build(how);
    return this.use(request.shape, options, build, async (recorded) => {
      const update = inParts ? [await optimizer.partsUpdate()] : [];
      request.prepare?.();
      optimizer.prepare({ ...ADAMW_DEFAULTS, ...request.optimizer });
      const results = parts.map((part, index) => {
        recorded.write(part);
        if (inParts) optimizer.preparePart(index);
        const last = index === parts.length - 1;
        return run(
          gpu,
          last ? [recorded.plan, ...update] : [recorded.plan],
          last ? [recorded.numbers, optimizer.stats] : [recorded.numbers],
        );
      });
      return { result: Promise.all(results).then(stepResult) };
    });
  }

  /** Gives `work` the recorded step, built first if there is none. It lives until `work` ends. */
  use<Result>(
    shape: object,
    options: StepOptions,
    build: (options: StepOptions) => Promise<RecordedStep<Part>>,
    work: (recorded: RecordedStep<Part>) => Promise<Result>,
  ): Promise<Result> {
    return this.#recorded.use(JSON.stringify({ ...shape, ...options }), () => build(options), work);
  }

  /** Frees every recorded step. */
  free(): void {
    this.#recorded.clear();
  }
}

/** `items` in parts of `most`; all at once for 0. @param together neighbours that no cut parts, and are at least a part */
export function cutParts<Item>(items: readonly Item[], most: number, together = 1): (readonly Item[])[] {
  if (most <= 0 || most >= items.length) return [items];
  const size = Math.max(1, Math.floor(most / together)) * together;
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}

function stepResult(read: readonly (readonly ArrayLike<number>[])[]): StepResult {
  const [, stats] = read[read.length - 1];
  return {
    numbers: read.map(([numbers]) => numbers as Float32Array),
    gradNorm: stats[OPTIMIZER_STATS.gradNorm],
    skipped: stats[OPTIMIZER_STATS.skipped] !== 0,
  };
}
