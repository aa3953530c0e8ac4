/** What the reward model of the run is found to be, asked anew after each fit, and the words for it. */
import { useEffect, useState } from 'react';
import type { FitQuality } from '../../rl/runs/fitQuality.ts';
import { messageOf } from '../../workers/failures.ts';
import { useApp, useRun, useUi } from '../app/context.ts';
import { enQuality, type QualityWords } from './words/enQuality.ts';
import { zhQuality } from './words/zhQuality.ts';

export type Asked =
  | { readonly state: 'reading' | 'none' | 'noTrainer' }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'told'; readonly quality: FitQuality };

/** @param wanted false asks nothing */
export function useQuality(wanted: boolean): Asked {
  const app = useApp();
  const ready = useRun(({ status }) => status === 'ready');
  const fits = useRun(({ agreement }) => agreement.length);
  const [asked, setAsked] = useState<Asked>({ state: 'reading' });
  useEffect(() => {
    if (!wanted || !ready) return;
    let gone = false;
    const take = (found: Asked) => !gone && setAsked(found);
    app.training.rewardQuality().then(
      (quality) => take(quality ? { state: 'told', quality } : { state: 'none' }),
      (error: unknown) => take({ state: 'failed', reason: messageOf(error) }),
    );
    return () => {
      gone = true;
    };
  }, [app, wanted, ready, fits]);
  return ready ? asked : { state: 'noTrainer' };
}

export function useQualityWords(): QualityWords {
  return useUi(({ language }) => (language === 'zh' ? zhQuality : enQuality));
}
