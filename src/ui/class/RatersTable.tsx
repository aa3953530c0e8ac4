/** A row a person: how much they ranked, and how it goes with the others and with themself. */
import type { ClassReport, RaterRow } from '../../preferences/class/classReport.ts';
import type { PairShare } from '../../preferences/class/consistency.ts';
import { percent } from '../text/format.ts';
import { useClassroom, useClassWords } from './useClass.ts';
import { useNames } from './useNames.ts';
import styles from './Class.module.css';

export function RatersTable({ report }: { readonly report: ClassReport }) {
  const words = useClassWords().raters;
  const tasks = report.raters.some(({ rater }) => rater.tasks !== null);
  return (
    <section className={styles.section} aria-labelledby="class-raters">
      <h3 id="class-raters">{words.title}</h3>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={words.title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.name}</th>
              <th scope="col">{words.rankings}</th>
              <th scope="col" tabIndex={0} title={words.withRestHelp}>
                {words.withRest}
              </th>
              <th scope="col" tabIndex={0} title={words.selfHelp}>
                {words.self}
              </th>
              <th scope="col">{words.position}</th>
              {tasks && <th scope="col">{words.tasks}</th>}
            </tr>
          </thead>
          <tbody>
            {report.raters.map((row) => (
              <Row key={row.rater.key} row={row} tasks={tasks} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ row, tasks }: { readonly row: RaterRow; readonly tasks: boolean }) {
  const words = useClassWords().raters;
  const { files } = useClassroom();
  const nameOf = useNames();
  const { rater, rankings, withRest, self, position, shared } = row;
  const name = nameOf(rater);
  return (
    <tr>
      <th scope="row">
        <input
          key={name}
          className={styles.name}
          defaultValue={name}
          aria-label={words.nameOf(name)}
          title={rater.files.join('\n')}
          onBlur={(event) => files.rename(rater.key, event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
        {rater.files.length > 1 && <small>{words.files(rater.files.length)}</small>}
        {shared > 0 && <small className={styles.warn}>{words.shared(shared)}</small>}
      </th>
      <td>{rankings}</td>
      <Share share={withRest} />
      <Share share={self} />
      <td>
        {position ? percent(position.share) : '–'}
        {position && position.verdict !== 'none' && (
          <small className={styles.warn}>{words.bias[position.verdict]}</small>
        )}
      </td>
      {tasks && <td>{rater.tasks ? words.tasksDone(rater.tasks.done, rater.tasks.of) : '–'}</td>}
    </tr>
  );
}

function Share({ share }: { readonly share: PairShare | null }) {
  const words = useClassWords().raters;
  if (!share) return <td>–</td>;
  return (
    <td tabIndex={0} title={words.share(share.share, share.interval, share.sets)}>
      {percent(share.share)}
      <small>
        {percent(share.interval[0])} – {percent(share.interval[1])}
      </small>
    </td>
  );
}
