/** Alpha, W and position bias of a whole class, each with how sure it is. */
import type { ClassReport } from '../../preferences/class/classReport.ts';
import type { Estimate } from '../../preferences/class/bootstrap.ts';
import { fixed } from '../text/format.ts';
import { useClassWords } from './useClass.ts';
import styles from './Class.module.css';

export function AgreementNumbers({ report }: { readonly report: ClassReport }) {
  const words = useClassWords().agreement;
  const { alpha, w, position, disputed } = report;
  return (
    <section className={styles.section} aria-labelledby="class-agreement">
      <h3 id="class-agreement">{words.title}</h3>
      {disputed.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <dl className={styles.numbers}>
          <Number name={words.alpha} help={words.alphaHelp} estimate={alpha.ordinal} />
          <Number name={words.interval} help={words.alphaHelp} estimate={alpha.interval} />
          <Number name={words.w} help={words.wHelp} estimate={w} />
        </dl>
      )}
      {position && (
        <p>
          <b>{words.position}</b>{' '}
          {words.positionText(position.share, position.interval, position.chance, position.rankings)}{' '}
          {words.verdict[position.verdict]} {words.places(position.places)}
        </p>
      )}
    </section>
  );
}

function Number(props: { readonly name: string; readonly help: string; readonly estimate: Estimate }) {
  const words = useClassWords().agreement;
  const { name, help, estimate } = props;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{fixed(estimate.value)}</strong> <span>{words.sure(estimate.interval)}</span>
        <small>{help}</small>
      </dd>
    </div>
  );
}
