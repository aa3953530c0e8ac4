/**
 * What the papers chose, under the names that people know them by: each sets every choice that the names differ in. DAPO draws anew
 * where all answers to a prompt earn the same, and has a buffer for overlong answers: both are on in its preset since they are half
 * of the paper. A reward model hardly ever gives the same score twice, so with one nothing is drawn twice and nothing costs time; a
 * rule does. The penalty without an end is this house's and stays as it is set: an answer that is cut off pays both. Pure.
 */
import type { Preset } from '../../declaration.ts';
import type { GrpoSettings } from './fields.ts';

type Choices = Pick<
  GrpoSettings,
  | 'scaleRewards'
  | 'policyTerm'
  | 'lossNormaliser'
  | 'clipLow'
  | 'clipHigh'
  | 'klCoefficient'
  | 'overlongShare'
  | 'redraws'
>;

const GRPO: Choices = {
  scaleRewards: 'group',
  policyTerm: 'token',
  lossNormaliser: 'sequence',
  clipLow: 0.2,
  clipHigh: 0.2,
  klCoefficient: 0.04,
  overlongShare: 0,
  redraws: 0,
};

const WITHOUT_KL: Choices = { ...GRPO, klCoefficient: 0 };

export const GRPO_PRESETS = [
  { id: 'grpo', name: 'GRPO', paper: 'Shao et al. 2024, arXiv:2402.03300', settings: GRPO },
  {
    id: 'drGrpo',
    name: 'Dr. GRPO',
    paper: 'Liu et al. 2025, arXiv:2503.20783',
    settings: { ...WITHOUT_KL, scaleRewards: 'none', lossNormaliser: 'constant', normaliserTokens: 0 },
  },
  {
    id: 'dapo',
    name: 'DAPO',
    paper: 'Yu et al. 2025, arXiv:2503.14476',
    // A buffer of 4,096 of 20,480 tokens; as many draws as the authors' run in verl (max_num_gen_batches 10, the first among them).
    settings: {
      ...WITHOUT_KL,
      lossNormaliser: 'token',
      clipHigh: 0.28,
      overlongShare: 0.2,
      overlongPenalty: 1,
      redraws: 9,
    },
  },
  {
    id: 'gspo',
    name: 'GSPO',
    paper: 'Zheng et al. 2025, arXiv:2507.18071',
    settings: { ...WITHOUT_KL, policyTerm: 'sequence', clipLow: 3e-4, clipHigh: 4e-4 },
  },
  {
    id: 'cispo',
    name: 'CISPO',
    // Its bound is not in the paper: the ratio is at most 5 in ScaleRL (arXiv:2510.13786), which TRL recommends.
    paper: 'MiniMax 2025, arXiv:2506.13585',
    settings: {
      ...WITHOUT_KL,
      policyTerm: 'stopped',
      lossNormaliser: 'token',
      clipLow: 1,
      clipHigh: 4,
    },
  },
  {
    id: 'sapo',
    name: 'SAPO',
    paper: 'Gao et al. 2025, arXiv:2511.20347',
    settings: { ...WITHOUT_KL, policyTerm: 'soft', sapoPositive: 1, sapoNegative: 1.05 },
  },
] as const satisfies readonly Preset[];
