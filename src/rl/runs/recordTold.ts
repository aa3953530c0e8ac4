/**
 * What a record keeps of what its run tells, beside its rows. The page keeps a run that trains so, and the headless command
 * the one that it writes. Knows the fields of a record; must not know who keeps it. Pure.
 */
import type { RunEvent } from './events.ts';
import type { RecordedRun } from './recordedRun.ts';
import { withChange } from './settingChanges.ts';

/** The parts that grow. */
export type ToldParts = Pick<RecordedRun, 'rankings' | 'agreement' | 'samples' | 'changes'>;

/** The parts after an event; themselves where it adds nothing to them. */
export function withTold<Parts extends ToldParts>(parts: Parts, told: RunEvent): Parts {
  switch (told.type) {
    case 'preferences':
      return { ...parts, rankings: [...parts.rankings, ...told.events] };
    case 'agreement': {
      const { type: _, ...measured } = told;
      return { ...parts, agreement: [...parts.agreement, measured] };
    }
    case 'samples': {
      const { type: _, ...samples } = told;
      return { ...parts, samples: [...parts.samples, samples] };
    }
    case 'changed': {
      const { type: _, ...change } = told;
      return { ...parts, changes: withChange(parts.changes ?? [], change) };
    }
    default:
      return parts;
  }
}
