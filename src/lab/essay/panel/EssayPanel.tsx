/** The essay, claim by claim: what it says, what was found, and the way to where one sees it. Knows the records by their claims. */
import { useApp, useUi } from '../../../ui/app/context.ts';
import type { LabWords } from '../../../ui/lab/words/enLab.ts';
import { enLab } from '../../../ui/lab/words/enLab.ts';
import { zhLab } from '../../../ui/lab/words/zhLab.ts';
import type { Claim, Place, Verdict } from '../claim.ts';
import { CLAIMS, type ClaimId } from '../claims/index.ts';
import { ClaimText } from './ClaimText.tsx';
import { enEssay } from './enEssay.ts';
import { useFindings } from './useFindings.ts';
import { zhEssay } from './zhEssay.ts';
import styles from './EssayPanel.module.css';

type BenchId = keyof LabWords['names'];

interface Props {
  /** Opens a bench, at one of its parts. */
  onBench(id: BenchId, part?: string): void;
  /** For tests: otherwise those of the essay, by what was recorded. */
  readonly claims?: Readonly<Record<ClaimId, Claim>>;
}

/** Headings of the page behind the dialog. */
const HEADINGS: Readonly<Record<Place, string>> = {
  rank: 'rank-title',
  train: 'train-title',
  charts: 'charts-title',
};

export default function EssayPanel({ onBench, claims = CLAIMS }: Props) {
  const app = useApp();
  const [words, { names }] = useUi(({ language }) => (language === 'zh' ? CHINESE : ENGLISH));
  const read = useFindings(claims);
  const ids = Object.keys(claims) as ClaimId[];
  const counts: Record<Verdict, number> = { holds: 0, inPart: 0, open: 0, fails: 0, unmeasured: 0 };
  for (const found of Object.values(read))
    if (found && 'finding' in found) counts[found.finding.verdict] += 1;
  const known = ids.every((id) => read[id]);
  return (
    <div className={styles.panel}>
      <p>{words.lead}</p>
      <p role="status">{known ? words.tally(counts) : words.reading}</p>
      <ol className={styles.claims}>
        {ids.map((id) => {
          const { bench, part, atWork } = claims[id];
          return (
            <li key={id} aria-labelledby={`essay-${id}`}>
              <ClaimText id={id} words={words} read={read[id] ?? null} />
              <div className={styles.buttons}>
                {bench !== null && bench in names && (
                  <button type="button" onClick={() => onBench(bench as BenchId, part)}>
                    {words.bench(names[bench as BenchId])}
                  </button>
                )}
                {atWork?.places
                  .filter((place) => document.getElementById(HEADINGS[place]))
                  .map((place) => (
                    <button
                      key={place}
                      type="button"
                      onClick={() => {
                        app.closeDialog();
                        // The dialog gives the focus back to what opened it first.
                        setTimeout(() => show(HEADINGS[place]));
                      }}
                    >
                      {words.places[place]}
                    </button>
                  ))}
              </div>
              {atWork && (
                <p className={styles.note}>
                  {words.tests}{' '}
                  {atWork.tests.map((test) => (
                    <code key={test}>{test}</code>
                  ))}
                </p>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

const ENGLISH = [enEssay, enLab] as const;
const CHINESE = [zhEssay, zhLab] as const;

/** Brings a part of the page before the eyes, and the keyboard's focus to its heading. */
function show(id: string): void {
  const heading = document.getElementById(id);
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  (heading.closest('section') ?? heading).scrollIntoView({ block: 'start' });
}
