/** What raters are called: by what they typed, as the lecturer corrected it, or by a number. */
import { useCallback } from 'react';
import { useStore } from 'zustand';
import type { ClassRater } from '../../preferences/class/rater.ts';
import { useClassroom, useClassWords } from './useClass.ts';

export function useNames(): (rater: ClassRater) => string {
  const { files } = useClassroom();
  const { renamed, raters } = useStore(files.store);
  const { unnamed } = useClassWords().gather;
  return useCallback(
    (rater) => renamed[rater.key] || rater.name || unnamed(raters.indexOf(rater) + 1),
    [renamed, raters, unnamed],
  );
}
