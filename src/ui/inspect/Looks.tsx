/** What stands below the curves: before and after, and the latest samples. Not in the first load, but there with the first picture. */
import { memo } from 'react';
import type { RunView } from '../runs/view.ts';
import { ComparePanel } from './ComparePanel.tsx';
import { SamplesPanel } from './SamplesPanel.tsx';

// Progress is told many times a second: of these only what changed is looked through.
const [Comparison, Samples] = [memo(ComparePanel), memo(SamplesPanel)];

export default function Looks({ view }: { readonly view: RunView }) {
  return (
    <>
      <Comparison view={view} />
      <Samples view={view} />
    </>
  );
}
