/** What a class's rankings teach: one reward model of all, in the run; one per person, beside it. */
import { useEffect, useState } from 'react';
import { EMBEDDED_MODELS } from '../../files/hub/modelChoice.ts';
import type { HeadScores } from '../../experiments/fitEach.ts';
import { RANKINGS_TO_START } from '../../preferences/event.ts';
import { countedRankings } from '../../preferences/class/rater.ts';
import type { ClassReport } from '../../preferences/class/classReport.ts';
import { mergedJsonl } from '../../preferences/class/merged.ts';
import type { RatedSet } from '../../preferences/class/ratedSets.ts';
import { connectExperiments } from '../../workers/experimentClient.ts';
import { messageOf } from '../../workers/failures.ts';
import { useApp, useRun } from '../app/context.ts';
import { factsOf } from '../text/promptFacts.ts';
import { fixed } from '../text/format.ts';
import { useClassWords } from './useClass.ts';
import { useNames } from './useNames.ts';
import { Worded } from '../told/Worded.tsx';
import styles from './Class.module.css';

/** What one person's reward model gives to the answers of every set. */
interface Fitted {
  readonly key: string;
  readonly name: string;
  /** null where the model can read too few of this person's rankings. */
  readonly scores: HeadScores | null;
}

export function RaterRewards({ report }: { readonly report: ClassReport }) {
  const app = useApp();
  const words = useClassWords().rewards;
  const nameOf = useNames();
  const [said, setSaid] = useState('');
  const takeAll = async () => {
    const log = mergedJsonl(
      report.raters.map(({ rater }) => rater),
      nameOf,
    );
    await app.files.import(new File([log], 'class-rankings.jsonl'));
    setSaid(words.allDone);
  };
  return (
    <section className={styles.section} aria-labelledby="class-rewards">
      <h3 id="class-rewards">{words.title}</h3>
      <p className={styles.row}>
        <button type="button" onClick={() => void takeAll()}>
          {words.all}
        </button>
        <span role="status">{said || words.allHelp}</span>
      </p>
      <Each report={report} />
    </section>
  );
}

function Each({ report }: { readonly report: ClassReport }) {
  const app = useApp();
  const words = useClassWords().rewards;
  const nameOf = useNames();
  const [link] = useState(() => connectExperiments());
  useEffect(() => () => link.close(), [link]);
  const [fitted, setFitted] = useState<readonly Fitted[]>([]);
  const [of, setOf] = useState(0);
  const [read, setRead] = useState({ done: 0, total: 0 });
  const [problem, setProblem] = useState('');
  const able = report.raters
    .map(({ rater }) => rater)
    .filter((rater) => countedRankings(rater).length >= RANKINGS_TO_START);
  const sets = report.sets;
  // Read by the model that is open, which presumably wrote them, where it can be opened a second time.
  const opened = useRun(({ session }) => session?.model);
  const model = EMBEDDED_MODELS.find((name) => name === opened) ?? 'blurbs-tiny';
  const fit = async () => {
    // One GPU: what trains on the page would wait for it, and it for that.
    if (app.run.getState().running) void app.training.pause();
    setFitted([]);
    setProblem('');
    setOf(able.length);
    setRead({ done: 0, total: 0 });
    const asked = sets.map(({ prompt, answers }) => ({ prompt, answers }));
    try {
      await link.fitEach(
        able.map(countedRankings),
        asked,
        model,
        (at, scores) =>
          setFitted((before) => [...before, { key: able[at].key, name: nameOf(able[at]), scores }]),
        (done, total) => setRead({ done, total }),
      );
    } catch (error) {
      const stopped = error instanceof Error && error.name === 'AbortError';
      if (!stopped) setProblem(words.failed(messageOf(error)));
    }
    setOf(0);
  };
  return (
    <>
      <p className={styles.row}>
        <button type="button" disabled={able.length === 0 || of > 0} onClick={() => void fit()}>
          {words.each}
        </button>
        {of > 0 && (
          <>
            {/* Reading is nearly all of it. */}
            <progress max={read.total || 1} value={read.done} aria-label={words.each} />
            <button type="button" onClick={() => link.close()}>
              {words.stop}
            </button>
          </>
        )}
        <span role="status">
          {of > 0 ? (
            fitted.length > 0 ? (
              words.progress(fitted.length, of)
            ) : (
              words.reading(read.done, read.total, model)
            )
          ) : problem ? (
            <Worded text={problem} />
          ) : able.length === 0 ? (
            words.few
          ) : (
            words.eachHelp(model)
          )}
        </span>
      </p>
      {fitted.length > 0 && <Matrix fitted={fitted} sets={sets} />}
    </>
  );
}

/** People down, one set's answers across. */
function Matrix({
  fitted,
  sets,
}: {
  readonly fitted: readonly Fitted[];
  readonly sets: readonly RatedSet[];
}) {
  const words = useClassWords().rewards;
  const [chosen, setChosen] = useState(0);
  const set = sets.at(chosen);
  if (!set) return null;
  return (
    <>
      <h4>{words.matrix}</h4>
      <p className={styles.row}>
        <label>
          {words.set}{' '}
          <select value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
            {sets.map(({ key, prompt }, at) => (
              <option key={key} value={at}>
                {`${at + 1}. ${factsOf(prompt).name || prompt.trim().slice(0, 40)}`}
              </option>
            ))}
          </select>
        </label>
        <small>{words.scale}</small>
      </p>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={words.matrix}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.person}</th>
              {set.texts.map((text) => (
                <th key={text} scope="col" className={styles.text}>
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {fitted.map(({ key, name, scores }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                {set.texts.map((text, at) => (
                  <ScoreCell key={text} of={scores?.[chosen] ?? []} at={at} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function ScoreCell({ of, at }: { readonly of: readonly number[]; readonly at: number }) {
  if (of.length === 0) return <td>–</td>;
  return <td data-above={of[at] > meanOf(of)}>{fixed(of[at])}</td>;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
