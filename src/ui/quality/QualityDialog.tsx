/** How good the reward model is: numbers with counts and intervals, and whether it knows how sure it may be. */
import type { FitQuality } from '../../rl/runs/fitQuality.ts';
import type { Measure, RewardQuality } from '../../preferences/quality/rewardQuality.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { useRunView, type RunView } from '../runs/view.ts';
import { fixed, percent } from '../text/format.ts';
import { ReliabilityPlot } from './ReliabilityPlot.tsx';
import { useQuality, useQualityWords } from './useQuality.ts';
import styles from './Quality.module.css';

type MeasureName = 'accuracy' | 'tauB' | 'ndcg' | 'logLikelihood' | 'calibrationError';

/** What each is a mean over; a share is written in percent. */
const MEASURES: readonly [MeasureName, counted: 'pairs' | 'rankings' | 'choices', share: boolean][] = [
  ['accuracy', 'pairs', true],
  ['tauB', 'rankings', false],
  ['ndcg', 'rankings', false],
  ['logLikelihood', 'choices', false],
  ['calibrationError', 'pairs', false],
];

/** Losses whose minimum is at true log-odds; the others only order. */
const PROBABILISTIC: readonly string[] = ['plackettLuce', 'topPlackettLuce', 'bradleyTerry', 'pairwise'];

export default function QualityDialog() {
  const words = useQualityWords();
  const view = useRunView();
  const live = view.kind === 'live';
  const asked = useQuality(live);
  return (
    <Dialog title={words.title} wide>
      <p className={styles.lead}>{words.lead}</p>
      {!live ? (
        <Recorded view={view} />
      ) : asked.state === 'told' ? (
        <Told quality={asked.quality} loss={view.settings.rewardLoss} />
      ) : (
        <p role={asked.state === 'failed' ? 'alert' : 'status'}>
          {asked.state === 'failed' ? words.failed(asked.reason) : words[asked.state]}
        </p>
      )}
    </Dialog>
  );
}

function Told({ quality, loss }: { readonly quality: FitQuality; readonly loss: string }) {
  const words = useQualityWords();
  const { heldOut } = quality;
  if (heldOut.rankings === 0) return <p role="status">{words.noneHeldOut}</p>;
  return (
    <>
      <section className={styles.section} aria-labelledby="quality-numbers">
        <h3 id="quality-numbers">{words.numbers}</h3>
        <p>{words.measured(heldOut.rankings, heldOut.prompts)}</p>
        <Numbers {...quality} />
      </section>
      <section className={styles.section} aria-labelledby="quality-plot">
        <h3 id="quality-plot">{words.plot.title}</h3>
        <p>
          {words.plot.text} {!PROBABILISTIC.includes(loss) && <strong>{words.plot.otherLoss}</strong>}
        </p>
        <ReliabilityPlot bins={heldOut.calibration} />
      </section>
      <p className={styles.lead}>{words.how}</p>
    </>
  );
}

function Numbers({ heldOut, trained }: { readonly heldOut: RewardQuality; readonly trained: RewardQuality }) {
  const words = useQualityWords();
  return (
    <dl className={styles.numbers}>
      {MEASURES.map(([name, counted, share]) => {
        const written = (value: number | null) => (share ? percent(value) : fixed(value));
        const count = (measure: Measure) => words.counts[counted](measure.count);
        const { value, interval, byLot } = heldOut[name];
        const other = trained[name];
        const { name: label, help } = words.measures[name];
        return (
          <div key={name} data-measure={name}>
            <dt>{label}</dt>
            <dd>
              <strong>{written(value)}</strong> <span>{count(heldOut[name])}</span>
              <span>{interval ? words.interval(interval, share) : words.noInterval}</span>
              <span>
                {other.count > 0 && words.trained(written(other.value), count(other))}
                {other.count > 0 && byLot !== null && ' · '}
                {byLot !== null && words.byLot(written(byLot))}
              </span>
              <small>{help}</small>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** What the file of a run keeps. */
function Recorded({ view }: { readonly view: RunView }) {
  const words = useQualityWords();
  const last = view.agreement.at(-1)?.heldOut;
  return (
    <>
      <p>{words.recorded}</p>
      {last && last.pairs > 0 && (
        <dl className={styles.numbers}>
          <div>
            <dt>{words.measures.accuracy.name}</dt>
            <dd>
              <strong>{percent(last.accuracy)}</strong> <span>{words.counts.pairs(last.pairs)}</span>
              {last.interval && <span>{words.interval(last.interval, true)}</span>}
              <small>{words.measures.accuracy.help}</small>
            </dd>
          </div>
          <div>
            <dt>Kendall’s τ</dt>
            <dd>
              <strong>{fixed(last.kendallTau)}</strong> <span>{words.counts.rankings(last.rankings)}</span>
            </dd>
          </div>
        </dl>
      )}
    </>
  );
}
