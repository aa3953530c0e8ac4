/** Records with one thing changed, and the verdict that follows: what a new run could bring. */
import { findingOf, type Claim, type LabRecord, type Verdict } from '../../../src/lab/essay/claim.ts';
import { CLAIMS, type ClaimId } from '../../../src/lab/essay/claims/index.ts';
import type { SeedResult } from '../../../src/lab/ape/experiment/summary.ts';
import type { BanditResult } from '../../../src/lab/bandit/summary.ts';
import type { ChainResult } from '../../../src/lab/chain/experiment/summary.ts';
import type { CostResult } from '../../../src/lab/cost/experiment.ts';
import { CURES, type ImplicitResult } from '../../../src/lab/implicit/experiment/result.ts';
import type { FormsResult } from '../../../src/lab/forms/result.ts';
import type { LeashResult } from '../../../src/lab/leash/result.ts';
import { ARMS, CARRIED } from '../../../src/lab/order/conversations.ts';
import { TOLD_BY_HISTORY } from '../../../src/lab/order/procedure.ts';
import type { ArmResult } from '../../../src/lab/order/result.ts';
import { STAGES } from '../../../src/lab/order/vocabulary.ts';
import type { ProcedureResult } from '../../../src/lab/procedure/summary.ts';
import type { TuningResult } from '../../../src/lab/procedure/tuning/summary.ts';
import type { ToolsResult } from '../../../src/lab/tools/experiment/summary.ts';

export interface Changed {
  readonly id: ClaimId;
  readonly what: string;
  readonly verdict: Verdict;
  readonly change: (record: LabRecord) => LabRecord;
}

/** A whole record with every seed's result changed. */
function each<Result>(change: (result: Result) => Result) {
  return (record: LabRecord): LabRecord => ({
    ...record,
    quick: false,
    results: record.results.map(({ seed, result }) => ({ seed, result: change(result as Result) })),
  });
}

const verdictMet = (met: boolean) => (record: LabRecord) => ({ ...record, quick: false, verdict: { met } });

const played = (change: (game: BanditResult['users'][number]['played'][number]) => object) =>
  each<BanditResult>((result) => ({
    ...result,
    users: result.users.map((user) => ({
      ...user,
      played: user.played.map((game) => ({ ...game, ...change(game) })),
    })),
  }));

const arms = (change: (arm: SeedResult['tasks'][number]['arms'][number]) => object) =>
  each<SeedResult>((result) => ({
    ...result,
    tasks: result.tasks.map((task) => ({
      ...task,
      arms: task.arms.map((arm) => ({ ...arm, ...change(arm) })),
    })),
  }));

/** One seed at 8×8. */
const mazes = (procedure: number, answer: number) => (record: LabRecord) => {
  const told = { exact: 0, tokens: 0, seconds: 0, losses: [], shares: [] };
  const result: ProcedureResult = {
    seed: 1,
    sizes: [
      {
        size: 8,
        parameters: 1,
        updates: 1,
        batch: 1,
        tests: 128,
        shown: [],
        arms: [
          { arm: 'procedure', solved: procedure, ...told },
          { arm: 'answer', solved: answer, ...told },
        ],
      },
    ],
  };
  return { ...record, quick: false, results: [{ seed: 1, result }] };
};

/** Three seeds of copy, rated so. */
const copies = (trained: number, untrained: number, oneShot: number) => (record: LabRecord) => {
  const rated = (total: number) => ({ facts: total, fluent: total, fit: total, total });
  const ratings = {
    trained: rated(trained),
    untrained: rated(untrained),
    oneShot: rated(oneShot),
    oneShotTrained: null,
  };
  const of = (result: object) => ({ ...result, ratings: { venues: ratings, funds: ratings } }) as ChainResult;
  const [{ result }] = record.results;
  return {
    ...record,
    quick: false,
    results: [1, 2, 3].map((seed) => ({ seed, result: of(result as object) })),
  };
};

/** Three seeds alike: what all but the claimed arms know, and what these know where only history tells, by what users say. */
const ordered =
  (byText: number, byNotes: number) =>
  (record: LabRecord): LabRecord => ({
    ...record,
    quick: false,
    results: [1, 2, 3].map((seed) => ({
      seed,
      result: {
        seed,
        asked: 64,
        arms: CARRIED.flatMap((carried) =>
          ARMS.map((arm): ArmResult => {
            const known = arm === 'both' ? { text: byText, notes: byNotes }[carried] : 1;
            const next = STAGES.map((stage) => (TOLD_BY_HISTORY.includes(stage) ? known : 1));
            const reached = STAGES.map(() => known);
            return { arm, carried, courses: 512, updates: 600, loss: 0, next, reached };
          }),
        ),
      },
    })),
  });

/** Every form as good as whole rankings, but for what is said of each. */
const forms = (over: Readonly<Record<'allPairs' | 'best' | 'pair', number>>) =>
  each<FormsResult>(({ sizes }) => ({
    sizes: sizes.map((size, at) => ({
      ...size,
      accuracy: {
        whole: 0.8,
        allPairs: 0.8 - over.allPairs + at * 1e-4,
        best: 0.8 - over.best + at * 1e-4,
        pair: 0.8 - over.pair + at * 1e-4,
      },
    })),
  }));

/** Runs with the penalty so much above those without, a little more in some tastes. */
const leash = (over: Readonly<Record<'utility' | 'distinct4', number>>) =>
  each<LeashResult>((result) => ({
    ...result,
    tastes: result.tastes.map(({ taste, cut }, at) => ({
      taste,
      cut,
      held: {
        ...cut,
        utility: cut.utility + over.utility * (1 + at / 10),
        distinct4: cut.distinct4 + over.distinct4 * (1 + at / 10),
      },
    })),
  }));

export const CHANGED: readonly Changed[] = [
  {
    id: 'ownText',
    what: 'with the penalty answers are liked more and vary more',
    verdict: 'holds',
    change: leash({ utility: 0.5, distinct4: 0.2 }),
  },
  {
    id: 'ownText',
    what: 'they are liked more and vary less',
    verdict: 'inPart',
    change: leash({ utility: 0.5, distinct4: -0.2 }),
  },
  {
    id: 'ownText',
    what: 'they vary more and are liked less',
    verdict: 'inPart',
    change: leash({ utility: -0.5, distinct4: 0.2 }),
  },
  {
    id: 'ownText',
    what: 'the penalty makes all of it worse',
    verdict: 'fails',
    change: leash({ utility: -0.5, distinct4: -0.2 }),
  },
  {
    id: 'listwise',
    what: 'the listwise loss makes more of a ranking, too',
    verdict: 'holds',
    change: forms({ allPairs: 0.02, best: 0.04, pair: 0.1 }),
  },
  {
    id: 'listwise',
    what: 'bests and pairs are worth more than whole rankings',
    verdict: 'fails',
    change: forms({ allPairs: -0.02, best: -0.04, pair: -0.1 }),
  },
  {
    id: 'implicit',
    what: 'no cure gives anything back',
    verdict: 'inPart',
    change: each<ImplicitResult>((result) => ({
      ...result,
      policies: {
        ...result.policies,
        ...Object.fromEntries(CURES.map((cure) => [cure, result.policies.hurried])),
      },
    })),
  },
  {
    id: 'implicit',
    what: 'events teach nothing',
    verdict: 'fails',
    change: each<ImplicitResult>((result) => ({
      ...result,
      events: result.events.map((learnt) => ({ ...learnt, accuracy: 0.5 })),
    })),
  },
  {
    id: 'bandit',
    what: 'the two regret more than the baselines',
    verdict: 'inPart',
    change: played(({ strategy, regret }) => ({ regret: strategy === 'greedy' ? 1 : regret, found: 1 })),
  },
  { id: 'bandit', what: 'nobody finds the best', verdict: 'fails', change: played(() => ({ found: 0.3 })) },
  {
    id: 'ape',
    what: 'the filter finds nothing',
    verdict: 'inPart',
    change: arms(({ arm, rightByDoing }) => ({ rightByDoing: arm === 'filter' ? false : rightByDoing })),
  },
  {
    id: 'ape',
    what: 'resampling adds much, and the filter finds nothing',
    verdict: 'fails',
    change: arms(({ arm, fresh }) => ({ rightByDoing: false, fresh: arm === 'resampling' ? 1 : fresh / 2 })),
  },
  { id: 'procedure', what: 'the goal is met', verdict: 'holds', change: mazes(0.95, 0.2) },
  { id: 'procedure', what: 'there is a gap, but too few', verdict: 'inPart', change: mazes(0.6, 0.2) },
  { id: 'procedure', what: 'there is no gap', verdict: 'fails', change: mazes(0.4, 0.6) },
  { id: 'chain', what: 'the trained chain beats both', verdict: 'holds', change: copies(0.9, 0.5, 0.6) },
  { id: 'chain', what: 'copy at one go is as good', verdict: 'inPart', change: copies(0.6, 0.5, 0.6) },
  { id: 'chain', what: 'ranks teach nothing', verdict: 'fails', change: copies(0.5, 0.5, 0.6) },
  { id: 'order', what: 'order does not matter', verdict: 'holds', change: ordered(1, 1) },
  { id: 'order', what: 'users must say what was done', verdict: 'inPart', change: ordered(0.5, 1) },
  { id: 'order', what: 'shuffling loses all', verdict: 'fails', change: ordered(0.5, 0.5) },
  {
    id: 'tuning',
    what: 'chance finds more',
    verdict: 'fails',
    change: each<TuningResult>((result) => ({
      ...result,
      arms: result.arms.map((arm) => ({
        ...arm,
        found: arm.found.map(() => (arm.arm === 'random' ? 1 : 0.5)),
      })),
    })),
  },
  {
    id: 'tuning',
    what: 'one seed is ahead',
    verdict: 'inPart',
    change: (record) => ({ ...record, quick: false, results: record.results.slice(0, 1) }),
  },
  {
    id: 'tools',
    what: 'other wordings go as well',
    verdict: 'holds',
    change: each<ToolsResult>((result) => {
      const { shown } = result.supervised;
      return { ...result, supervised: { shown, asked: shown, unseen: shown } };
    }),
  },
  {
    id: 'tools',
    what: 'without tools it is as right as with them',
    verdict: 'fails',
    change: each<ToolsResult>((result) => ({ ...result, alone: result.supervised.shown })),
  },
  { id: 'cost', what: 'the run was told well', verdict: 'holds', change: verdictMet(true) },
  {
    id: 'cost',
    what: 'the run was told badly',
    verdict: 'inPart',
    change: (record) =>
      verdictMet(false)(
        each<CostResult>((result) => ({
          ...result,
          runs: result.runs.map((run) => ({ ...run, total: { ...run.total, error: -0.5 } })),
        }))(record),
      ),
  },
];

/** What is recorded of a claim. */
export const recordOf = (id: ClaimId): Promise<LabRecord> => (CLAIMS[id] as Claim).record();

/** A claim as it is with another record. */
export const withRecord = (id: ClaimId, record: LabRecord): Claim => ({
  ...(CLAIMS[id] as Claim),
  record: () => Promise.resolve(record),
});

export const found = (id: ClaimId, record: LabRecord) => findingOf(CLAIMS[id] as Claim, record);
