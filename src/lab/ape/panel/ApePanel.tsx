/** Automatic prompt engineering on the page: pairs in, a model and a strategy chosen, the tree grows, the instruction comes out. */
import { useMemo, useState } from 'react';
import type { LabConnection } from '../../../workers/labProtocol.ts';
import { useRun, useUi } from '../../../ui/app/context.ts';
import type { BenchModel } from '../../../ui/lab/parts/ModelSelect.tsx';
import { percent } from '../../../ui/text/format.ts';
import { INSTRUCT_MODEL } from '../experiment/heldOut.ts';
import { parsePairs, usable, type PairsProblem } from '../pairs.ts';
import { missingMark, PAPER_TEMPLATES } from '../templates.ts';
import { BestSoFar } from './BestSoFar.tsx';
import { CandidateTree } from './CandidateTree.tsx';
import { enApe, type ApeWords } from './enApe.ts';
import { PairsForm } from './PairsForm.tsx';
import { Recorded } from './Recorded.tsx';
import { FIRST_CHOICES, SearchForm, type Choices } from './SearchForm.tsx';
import { TemplatesForm } from './TemplatesForm.tsx';
import { useSearch, type AskedModel, type SearchState } from './useSearch.ts';
import { zhApe } from './zhApe.ts';
import styles from './ApePanel.module.css';

/** What was typed outlives the dialog: nothing is lost by closing it. */
let kept = { pairs: '', given: '' };

export default function ApePanel({ lab }: { readonly lab: LabConnection }) {
  const words = useUi(({ language }) => (language === 'zh' ? zhApe : enApe));
  const [typed, setTyped] = useState(kept);
  const [templates, setTemplates] = useState(PAPER_TEMPLATES);
  const [choices, setChoices] = useState<Choices>(FIRST_CHOICES);
  const modelRoot = new URL('models/', new URL(import.meta.env.BASE_URL, window.location.href)).href;
  const { state, growth, budget, start, stop } = useSearch(lab, modelRoot);
  const own = useRun(({ session, model }) => (session ? model : null));
  const parsed = useMemo(() => parsePairs(typed.pairs), [typed.pairs]);
  const busy = state.is === 'opening' || state.is === 'proposing' || state.is === 'searching';
  const take = (change: Partial<typeof kept>) => {
    kept = { ...typed, ...change };
    setTyped(kept);
  };
  const run = () => {
    const address = { kind: 'url', url: `${modelRoot}${INSTRUCT_MODEL}` } as const;
    const asked = (name: BenchModel): AskedModel =>
      name === 'open' && own !== null
        ? { model: own, chat: true }
        : { model: { kind: 'remote', address }, chat: false };
    void start({
      pairs: parsed.pairs,
      proposer: asked(choices.proposer),
      target: asked(choices.target),
      templates,
      metric: 'verbatim',
      score: choices.score,
      strategy: choices.strategy,
      share: choices.share,
      resampling: choices.resampling,
      given: typed.given
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
      seed: 1,
    });
  };
  const format = (mean: number) => (choices.score === 'accuracy' ? percent(mean) : mean.toFixed(2));
  const gpu = 'gpu' in navigator;
  return (
    <div className={styles.panel}>
      <p>{words.lead}</p>
      <PairsForm words={words} typed={typed} modelRoot={modelRoot} onTyped={take} />
      {typed.pairs !== '' && <Problems words={words} problems={parsed.problems} />}
      <SearchForm words={words} choices={choices} own={own !== null} onChoices={setChoices} />
      <TemplatesForm words={words} templates={templates} onTemplates={setTemplates} />
      <div className={styles.buttons}>
        <button
          type="button"
          disabled={busy || !usable(parsed) || missingMark(templates) !== null || !gpu}
          onClick={run}
        >
          {words.run}
        </button>
        <button type="button" disabled={!busy} onClick={stop}>
          {words.stop}
        </button>
      </div>
      <div role="status">
        {gpu ? <Status words={words} state={state} /> : <p>{words.noGpu}</p>}
        {budget && (
          <p className={styles.note}>{words.spent(growth.calls, budget.calls, budget.exhaustive)}</p>
        )}
      </div>
      {budget && <BestSoFar words={words} growth={growth} budget={budget.calls} format={format} />}
      {growth.leaves.length > 0 && <CandidateTree words={words} growth={growth} format={format} />}
      <Recorded words={words} />
    </div>
  );
}

function Problems({
  words,
  problems,
}: {
  readonly words: ApeWords;
  readonly problems: readonly PairsProblem[];
}) {
  if (problems.length === 0) return null;
  return (
    <ul className={styles.problems} role="alert">
      {problems.slice(0, 5).map((problem) => {
        const text = told(words, problem);
        return <li key={text}>{text}</li>;
      })}
    </ul>
  );
}

function told({ problems }: ApeWords, problem: PairsProblem): string {
  switch (problem.kind) {
    case 'empty':
      return problems.empty(problem);
    case 'line':
      return problems.line(problem);
    case 'few':
      return problems.few(problem);
    case 'contradiction':
      return problems.contradiction(problem);
    case 'many':
      return problems.many(problem);
  }
}

function Status({ words, state }: { readonly words: ApeWords; readonly state: SearchState }) {
  switch (state.is) {
    case 'idle':
      return null;
    case 'found':
      return (
        <p className={styles.found}>
          {words.found}:{' '}
          <b lang="en" translate="no">
            {state.instruction}
          </b>
        </p>
      );
    case 'failed':
      return <p>{words.failed(state.why)}</p>;
    case 'opening':
    case 'proposing':
    case 'searching':
    case 'stopped':
    case 'nothing':
      return <p>{words[state.is]}</p>;
  }
}
