/** Asks what a model would read of what it is asked, again once somebody has stopped typing. */
import { useEffect, useRef, useState } from 'react';
import type { PromptsPreview } from '../../workers/modelsProtocol.ts';
import type { ModelChoice } from '../../workers/protocol.ts';
import { useApp } from '../app/context.ts';
import { messageOf } from '../app/state/trainerLink.ts';
import { choiceKey } from './choice/choice.ts';
import { withoutEmpty, type Asked } from './choice/prompts.ts';

export interface Preview {
  /** The last answer, which an earlier question may have had. */
  readonly preview: PromptsPreview | null;
  /** What it is the answer to. */
  readonly of: Asked | null;
  readonly error: string | null;
}

const PAUSE_MS = 200;

export function usePreview(model: ModelChoice, asked: Asked): Preview {
  const app = useApp();
  const [state, setState] = useState<Preview>({ preview: null, of: null, error: null });
  const first = useRef(true);
  const key = choiceKey(model);
  useEffect(() => {
    let current = true;
    const ask = () => {
      app.models.preview(model, withoutEmpty(asked)).then(
        (preview) => current && setState({ preview, of: asked, error: null }),
        (error: unknown) => current && setState({ preview: null, of: null, error: messageOf(error) }),
      );
    };
    const timer = setTimeout(ask, first.current ? 0 : PAUSE_MS);
    first.current = false;
    return () => {
      current = false;
      clearTimeout(timer);
    };
    // The key says which model it is; the object changes more often.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [app, key, asked]);
  return state;
}
