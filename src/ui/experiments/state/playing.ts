/** An experiment that is chosen, plays, or has ended, with what its arms told. Must not know React, nor how it is played. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Experiment } from '../../../experiments/experiment.ts';
import type { Played } from '../../../experiments/play.ts';
import type { RunEvent } from '../../../rl/runs/events.ts';
import { withTold } from '../../../rl/runs/recordTold.ts';
import { messageOf } from '../../../workers/failures.ts';
import type { ExperimentLink } from '../../../workers/experimentClient.ts';
import { startedArm, type ShownArm } from './shownArm.ts';

export interface Playing {
  readonly seed: number;
  readonly status: 'rests' | 'plays' | 'ended' | 'stopped' | 'failed';
  /** Why it failed, in words. */
  readonly problem: string;
  /** In the order they began. */
  readonly arms: readonly ShownArm[];
  readonly played: Played | null;
}

const AT_REST: Playing = { seed: 1, status: 'rests', problem: '', arms: [], played: null };

export class ExperimentPlay {
  readonly store: StoreApi<Playing> = createStore(() => AT_REST);

  constructor(
    readonly experiment: Experiment,
    private readonly link: Pick<ExperimentLink, 'play' | 'close'>,
  ) {}

  /** Plays all arms; never rejects. */
  async play(seed: number): Promise<void> {
    this.store.setState({ ...AT_REST, seed, status: 'plays' });
    try {
      const played = await this.link.play(this.experiment.id, seed, (arm, event) => this.#take(arm, event));
      this.store.setState({ status: 'ended', played });
    } catch (error) {
      const stopped = error instanceof Error && error.name === 'AbortError';
      this.store.setState({ status: stopped ? 'stopped' : 'failed', problem: messageOf(error) });
    }
  }

  stop(): void {
    this.link.close();
  }

  #take(id: string, event: RunEvent): void {
    const { arms } = this.store.getState();
    const arm = arms.find((one) => one.id === id) ?? startedArm(id);
    const told: ShownArm = {
      ...withTold(arm, event),
      ...(event.type === 'metrics' && { history: [...arm.history, event.row] }),
      ...(event.type === 'baseUtility' && { baseUtility: event.baseUtility }),
    };
    this.store.setState({ arms: [...arms.filter((one) => one.id !== id), told] });
  }
}
