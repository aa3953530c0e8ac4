/**
 * PPO's settings under a name: as it is usually, and a published run whose reward is a rule. stories260k writes stories of 304
 * tokens on average where they are cut at 336; with r = −|200 − L| ÷ 100 they become 200 long at a small KL, and without a KL
 * penalty 200 tokens of anything. What came of both is in docs/lengthRun.md. Pure; apart from the declaration, which a first
 * visit carries.
 */
import type { Preset } from '../../declaration.ts';
import { defaultsOf, type SettingValues } from '../../fields.ts';
import { COMMON_FIELDS } from '../../commonFields.ts';
import { PPO_FIELDS } from './fields.ts';

const LENGTH = {
  rewardSource: 'tokens',
  targetTokens: 200,
  temperature: 1,
  maxNewTokens: 336,
  rolloutBatch: 32,
  ppoEpochs: 2,
  minibatches: 4,
  // Ten times the rate gets there sooner and by a detour of 20 nats and more.
  learningRate: 3e-5,
  valueClipRange: 10,
  // An answer earns what it earns at its end, and a value head that knows nothing yet must not blame the end for it.
  lambda: 1,
  adaptiveKl: false,
  klCoefficient: 0.05,
} as const satisfies SettingValues;

/** The length is the reward, also of an answer that is cut. */
const AT_ITS_LENGTH = { missingEosPenalty: 0 } as const;

const RUN = { model: 'stories260k', rankings: 0, iterations: 49 } as const;

export const PPO_PRESETS: readonly Preset[] = [
  { id: 'ppo', name: 'PPO', paper: 'Schulman et al. 2017, arXiv:1707.06347', settings: usual() },
  {
    id: 'length-200',
    name: 'L → 200',
    paper: 'stories260k, r = −|200 − L| ÷ 100',
    settings: { ...LENGTH, ...AT_ITS_LENGTH },
    run: RUN,
  },
  {
    id: 'length-200-unleashed',
    name: 'L → 200, β = 0',
    paper: 'stories260k, r = −|200 − L| ÷ 100',
    // What holds nothing back is seen sooner with longer steps.
    settings: { ...LENGTH, ...AT_ITS_LENGTH, learningRate: 5e-4, klCoefficient: 0 },
    run: RUN,
  },
];

/** What the others change, at its defaults; what has another default with a model of one's own stays as it is. */
function usual(): SettingValues {
  const all: SettingValues = { ...defaultsOf(COMMON_FIELDS), ...defaultsOf(PPO_FIELDS) };
  return Object.fromEntries(Object.keys(LENGTH).map((name) => [name, all[name]]));
}
