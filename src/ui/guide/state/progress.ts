/** How far somebody is with the guide, as it is kept between visits. Pure; where it is kept is uiStore.ts. */
import { STEPS } from './steps.ts';

export interface Progress {
  /** The place of the step that is open. */
  readonly step: number;
  /** Questions that were answered rightly: their step and their id. */
  readonly answered: readonly string[];
}

/** Of what is kept, raised whenever it would be misread. */
const VERSION = 1;

export function progressToText(progress: Progress): string {
  return JSON.stringify({ version: VERSION, ...progress });
}

/** What {@link progressToText} wrote; the beginning for anything else. */
export function progressFromText(text: string | null): Progress {
  const beginning: Progress = { step: 0, answered: [] };
  let json: unknown;
  try {
    json = JSON.parse(text ?? '');
  } catch {
    return beginning;
  }
  if (typeof json !== 'object' || json === null) return beginning;
  const { step, answered } = json as Partial<Record<keyof Progress, unknown>>;
  return {
    step: typeof step === 'number' && STEPS[step] ? step : 0,
    answered: Array.isArray(answered) ? answered.filter((id) => typeof id === 'string') : [],
  };
}
