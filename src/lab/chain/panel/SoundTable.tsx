/** Where copy goes wrong: of how many copies what went on from each step was sound, as it was recorded. */
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { percent } from '../../../ui/text/format.ts';
import { ROLES, type Role } from '../domain/prompts.ts';
import { ARMS, soundSteps, type ChainResult } from '../experiment/summary.ts';
import type { ChainWords } from './enChain.ts';

/** Copy at one go begins with its only writing step. */
const ORDER: readonly Role[] = ['copy', ...ROLES];

interface Props {
  readonly words: ChainWords;
  readonly results: readonly ChainResult[];
}

export function SoundTable({ words: { recorded }, results }: Props) {
  const steps = soundSteps(results, ORDER);
  if (steps.length === 0) return <p>{recorded.older}</p>;
  const arms = ARMS.filter((arm) => steps.some(({ shares }) => shares[arm] !== null));
  return (
    <>
      <p>{recorded.soundness}</p>
      <DataTable
        inText
        caption={recorded.sound}
        headers={[recorded.step, ...arms.map((arm) => recorded.arms[arm])]}
        rows={steps.map(({ role, shares }) => [
          recorded.roles[role],
          ...arms.map((arm) => (shares[arm] === null ? '–' : percent(shares[arm]))),
        ])}
      />
    </>
  );
}
