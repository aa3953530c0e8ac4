/** The tokens of both answers as a table, with what each model thought of them. Loaded when somebody asks for it. */
import type { ScoredAnswer } from '../../rl/runs/compare.ts';
import { useLooks } from './useLooks.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { fixed, signed } from '../text/format.ts';

export default function TokenTable({
  comparison,
}: {
  readonly comparison: { readonly base: ScoredAnswer; readonly current: ScoredAnswer };
}) {
  const words = useLooks();
  const { compare } = words;
  const rowsOf = (answer: ScoredAnswer, label: string) =>
    answer.tokens.map((token, at) => [
      `${label} ${at + 1}: ${JSON.stringify(token.text)}`,
      fixed(token.logp),
      fixed(token.logpRef),
      signed(token.logp - token.logpRef),
    ]);
  return (
    <DataTable
      caption={compare.title}
      headers={[compare.token, compare.logp, compare.logpRef, compare.difference]}
      rows={[...rowsOf(comparison.base, compare.base), ...rowsOf(comparison.current, compare.currentShort)]}
    />
  );
}
