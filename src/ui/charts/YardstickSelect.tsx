/** Names the yardstick in the chart's caption, lets one choose another, and a second one to be drawn beside it. */
import { useEffect } from 'react';
import { useApp, useRun, useWords } from '../app/context.ts';
import { labelersFor } from '../rank/state/raters.ts';
import { useRunView, type ChosenYardstick } from '../runs/view.ts';
import { useWatchWords } from '../watch/useWatchWords.ts';
import { yardstickText } from './describe.ts';

interface Props {
  readonly yardstick: ChosenYardstick;
  /** Of a model of one's own that writes to other prompts than facts about restaurants. */
  readonly own: boolean;
}

export default function YardstickSelect({ yardstick, own }: Props) {
  const app = useApp();
  const labelers = labelersFor(own, yardstick.labeler);
  const words = useWords();
  const watch = useWatchWords();
  const second = useRun((state) => state.second);
  // A rule has a unit of its own, which no spread of the base model is known in.
  const { rule } = useRunView().method.needs;
  const strange = rule && second === 'reward';
  useEffect(() => {
    if (strange) app.run.setState({ second: null });
  }, [app, strange]);
  return (
    <>
      <select
        aria-label={words.charts.yardstick}
        value={yardstick.reason === 'chosen' ? yardstick.labeler : 'auto'}
        title={yardstickText(words, yardstick)}
        onChange={(event) => {
          const chosen = labelers.find((id) => id === event.target.value) ?? null;
          app.run.setState({ yardstick: chosen });
        }}
      >
        <option value="auto">
          {yardstick.reason === 'chosen' ? words.charts.yardstickAuto : yardstickText(words, yardstick)}
        </option>
        {labelers.map((id) => (
          <option key={id} value={id}>
            {words.rank.raters[id]}
          </option>
        ))}
      </select>
      <select
        aria-label={watch.second}
        title={watch.second}
        value={second ?? ''}
        onChange={({ target: { value } }) =>
          app.run.setState({
            second: value === 'reward' ? value : (labelers.find((id) => id === value) ?? null),
          })
        }
      >
        <option value="">{watch.alone}</option>
        {!rule && <option value="reward">{watch.beside(words.charts.reward)}</option>}
        {labelers
          .filter((id) => id !== yardstick.labeler)
          .map((id) => (
            <option key={id} value={id}>
              {watch.beside(words.rank.raters[id])}
            </option>
          ))}
      </select>
    </>
  );
}
