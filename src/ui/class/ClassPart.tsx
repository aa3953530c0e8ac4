/** One of a class's parts on the page. The page's first load names this file alone; each part comes with the first need of it. */
import { lazy } from 'react';

const PARTS = {
  panel: lazy(() => import('./AssignmentPanel.tsx')),
  class: lazy(() => import('./ClassDialog.tsx')),
  handIn: lazy(() => import('./HandInDialog.tsx')),
};

export default function ClassPart({ part }: { readonly part: keyof typeof PARTS }) {
  const Part = PARTS[part];
  return <Part />;
}
