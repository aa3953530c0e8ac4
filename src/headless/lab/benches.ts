/** The benches of the lab, in the order in which they are told. What people see of them is in ui/lab/panels.ts. */
import type { Experiment } from '../../lab/experiment.ts';

export interface Bench {
  readonly id: string;
  /** What it is about, for `--help`. */
  readonly about: string;
  /** Whether people's own input-output pairs may take the place of its tasks. */
  readonly takesPairs?: true;
  readonly experiment: () => Promise<Experiment>;
  /** Experiments beside it with goals and records of their own, by the name that `--part` takes. */
  readonly parts?: Readonly<Record<string, () => Promise<Experiment>>>;
}

export const BENCHES: readonly Bench[] = [
  {
    id: 'cost',
    about: 'what a run will take, told after five seconds of it',
    experiment: async () => (await import('../../lab/cost/experiment.ts')).COST,
  },
  {
    id: 'implicit',
    about: 'rewards out of what users do with an answer: what they teach, and how they are hacked',
    experiment: async () => (await import('../../lab/implicit/experiment/experiment.ts')).IMPLICIT,
  },
  {
    id: 'bandit',
    about: 'which prompt users like best, found by what they do',
    experiment: async () => (await import('../../lab/bandit/experiment.ts')).BANDIT,
  },
  {
    id: 'ape',
    about: 'instructions out of input-output pairs, with few calls',
    takesPairs: true,
    experiment: async () => (await import('../../lab/ape/experiment/experiment.ts')).APE,
  },
  {
    id: 'chain',
    about: 'copy written step by step, and what ranked traces teach',
    experiment: async () => (await import('../../lab/chain/experiment/experiment.ts')).CHAIN,
    parts: {
      steps: async () => (await import('../../lab/chain/experiment/stepSize.ts')).STEP_SIZE,
    },
  },
  {
    id: 'procedure',
    about: 'whole procedures, answers alone or answers with holes: which way mazes are learnt',
    experiment: async () => (await import('../../lab/procedure/experiment.ts')).PROCEDURE,
    parts: {
      tuning: async () => (await import('../../lab/procedure/tuning/experiment.ts')).TUNING,
    },
  },
  {
    id: 'tools',
    about:
      'a toolset as in LaMDA: whom the model speaks to, what it asks, and what reinforcement learning adds',
    experiment: async () => (await import('../../lab/tools/experiment/experiment.ts')).TOOLS,
  },
  {
    id: 'order',
    about: 'whether a procedure is learnt from interactions that are shuffled and mixed',
    experiment: async () => (await import('../../lab/order/experiment.ts')).ORDER,
  },
];
