/** Asks what a model takes of a device, again whenever an answer would be another one. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { MemoryAdvice } from '../../rl/runs/memoryAdvice.ts';
import type { ModelChoice } from '../../workers/protocol.ts';
import { useApp, useRun } from '../app/context.ts';
import { messageOf } from '../app/state/trainerLink.ts';
import { choiceKey, EMBEDDED } from './choice/choice.ts';
import { withoutEmpty, type Asked } from './choice/prompts.ts';
import { memoryKey } from '../settings/state/memory.ts';

export interface Fit {
  /** The last answer, which an earlier question may have had. */
  readonly advice: MemoryAdvice | null;
  readonly error: string | null;
  readonly measuring: boolean;
}

/** Typing goes on for a while: not every digit is worth an answer. */
const PAUSE_MS = 250;

/** @param asked what the model would be given to write to */
export function useFit(model: ModelChoice, asked: Asked): Fit {
  const app = useApp();
  const settings = useRun((state) => state.settings);
  const running = useRun((state) => state.session?.model);
  const reward = useRun((state) => state.session?.reward?.sha256);
  const budget = useStore(app.models.store, (state) => state.budget);
  const [fit, setFit] = useState<Fit>({ advice: null, error: null, measuring: true });
  const key = [choiceKey(model), memoryKey(settings, app.methods), budget, running, reward].join('|');
  useEffect(() => {
    let current = true;
    setFit((before) => ({ ...before, measuring: true }));
    const timer = setTimeout(() => {
      app.models.fit(resolved(model, running), settings, budget, withoutEmpty(asked)).then(
        (advice) => current && setFit({ advice, error: null, measuring: false }),
        (error: unknown) => current && setFit({ advice: null, error: messageOf(error), measuring: false }),
      );
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
    // The key says what else the answer depends on; the objects change more often.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [app, key, asked]);
  return fit;
}

/** Which model "fits this computer" means is known once it runs. */
function resolved(model: ModelChoice, running: string | undefined): ModelChoice {
  if (model.kind !== 'embedded' || model.name !== 'auto') return model;
  const name = EMBEDDED.find((embedded) => embedded === running);
  return name ? { kind: 'embedded', name } : model;
}
