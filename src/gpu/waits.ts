/**
 * Every wait for the GPU. Firefox looks for finished work every 100 ms and whenever something is submitted (Mozilla bug
 * 1870699): where a wait on an idle device is found to be that long, something empty is submitted while anybody waits.
 * Knows a queue and its waits; knows no plan and no tensor.
 */

type Queue = Pick<GPUQueue, 'submit' | 'onSubmittedWorkDone'>;

/** Milliseconds of a wait for nothing from which submitting may help; browsers that are told answer within a few. */
const SLOW = 20;
/** Milliseconds from one empty submit to the next, and their growth: a long wait need not be ended to the millisecond. */
const FIRST_PAUSE = 1;
const LONGEST_PAUSE = 8;
const GROWTH = 1.25;

/** The waits of one device. */
export class Waits {
  readonly #queue: Queue;
  #nudging = false;
  #waiting = 0;
  #pause = FIRST_PAUSE;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #lost = false;

  constructor({ queue, lost }: { readonly queue: Queue; readonly lost: Promise<unknown> }) {
    this.#queue = queue;
    const stop = () => {
      this.#lost = true;
      this.#rest();
    };
    lost.then(stop, stop);
  }

  /** Whether something is submitted while anybody waits. */
  get nudging(): boolean {
    return this.#nudging;
  }

  /**
   * Waits on the idle device, and has waits nudged from then on where that took long and a nudge ends it sooner. Two or
   * three waits: call it once, before anything else is submitted.
   */
  async measure(): Promise<void> {
    // The first ends at whatever time the browser looks; the second is as long as the time between two looks.
    await this.workDone();
    const plain = await this.#timed();
    if (plain <= SLOW) return;
    this.#nudging = true;
    // A machine that is merely busy is not helped.
    this.#nudging = (await this.#timed()) < plain / 2;
  }

  /** Resolves when everything submitted so far is done. */
  workDone(): Promise<void> {
    return this.#during(this.#queue.onSubmittedWorkDone());
  }

  /** Maps a buffer of this device for reading. @throws AbortError when the device is lost */
  mapToRead(buffer: GPUBuffer): Promise<void> {
    return this.#during(buffer.mapAsync(GPUMapMode.READ));
  }

  async #timed(): Promise<number> {
    const started = performance.now();
    await this.workDone();
    return performance.now() - started;
  }

  #during(wait: Promise<undefined>): Promise<void> {
    this.#waiting += 1;
    this.#pause = FIRST_PAUSE;
    this.#rest();
    this.#arm();
    return wait.finally(() => {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#rest();
    });
  }

  #arm(): void {
    if (!this.#nudging || this.#lost) return;
    this.#timer = setTimeout(() => {
      this.#queue.submit([]);
      this.#pause = Math.min(LONGEST_PAUSE, this.#pause * GROWTH);
      this.#arm();
    }, this.#pause);
  }

  #rest(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
