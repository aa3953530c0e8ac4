/** How a class's components reach their state and words. Where these do not come, the boundary around them says so. */
import { use } from 'react';
import { useApp, useUi } from '../app/context.ts';
import type { Classroom } from './state/classroom.ts';
import { classWords, type ClassWords } from './words/index.ts';

export function useClassroom(): Classroom {
  return use(useApp().classroom.load());
}

export function useClassWords(): ClassWords {
  return classWords(useUi(({ language }) => language));
}
