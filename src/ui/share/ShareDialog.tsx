/** What can be sent of the run on screen: a link, a file, a receipt, a panel for a slide; and where it opens. */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { RunRecord } from '../../rl/runs/record.ts';
import { keptInspection } from '../../rl/runs/recordedInspection.ts';
import type { SessionInfo } from '../../workers/protocol.ts';
import { lookedInto } from '../inspect/inside/state/inspections.ts';
import { useApp, useRuns, useUi, useWords } from '../app/context.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { titleOf } from '../charts/describe.ts';
import { chartsIn } from '../charts/specs.ts';
import { PLACE_DIALOGS, type Place } from '../runs/state/place.ts';
import { useRunView, useYardstick } from '../runs/view.ts';
import { SendParts } from './SendParts.tsx';
import styles from './Share.module.css';
import { useShareWords } from './useWords.ts';

export default function ShareDialog() {
  const words = useShareWords();
  const record = useShownRecord();
  return (
    <Dialog title={words.title} wide>
      <p className={styles.lead}>{words.lead}</p>
      {record === undefined ? null : record === null ? (
        <p>{words.nothing}</p>
      ) : record === 'unread' ? (
        <p role="alert">{words.unread}</p>
      ) : (
        <Sent record={record} />
      )}
    </Dialog>
  );
}

/** The run on screen as it is when the dialog opens; undefined while it is read, null where there is none. */
function useShownRecord(): RunRecord | 'unread' | null | undefined {
  const app = useApp();
  const { kind } = useRunView();
  const watched = useStore(app.recorded.store, (state) => state.run);
  const live = useRuns((state) => state.live);
  const [record, setRecord] = useState<RunRecord | 'unread' | null | undefined>(undefined);
  useEffect(() => {
    let gone = false;
    const read = async () => {
      if (kind === 'recorded') return watched;
      if (live === null) return null;
      const runs = await app.runs.load();
      const stored = await runs.record(live);
      return stored ? withInside(stored, app.run.getState().session) : 'unread';
    };
    read().then(
      (found) => !gone && setRecord(found),
      () => !gone && setRecord('unread'),
    );
    return () => {
      gone = true;
    };
  }, [app, kind, watched, live]);
  return record;
}

/** With the tokens of what its sender looked into. */
function withInside(record: RunRecord, session: SessionInfo | null): RunRecord {
  const inspections = lookedInto(session).map((one) => keptInspection(one));
  return inspections.length > 0 ? { ...record, inspections } : record;
}

function Sent({ record }: { readonly record: RunRecord }) {
  const app = useApp();
  const words = useShareWords();
  const end = record.history.at(-1)?.iteration ?? 0;
  const { kind, iteration } = useRunView();
  const shown = kind === 'recorded' ? iteration : end;
  const [place, setPlace] = useState<Place>({ iteration: Math.min(shown, end), chart: null, dialog: null });
  const rankings = useMemo(() => record.rankings.filter(({ type }) => type === 'ranking').length, [record]);
  const charts = useChartNames();
  const change = (part: Partial<Place>) => setPlace({ ...place, ...part });
  return (
    <>
      <p>{words.run(record.name, end, rankings)}</p>
      <fieldset className={styles.part}>
        <legend>{words.place}</legend>
        <div className={styles.row}>
          <label>
            <span>{words.iteration}</span>
            <input
              type="number"
              min={0}
              max={end}
              value={place.iteration}
              onChange={({ target }) =>
                change({ iteration: Math.min(end, Math.max(0, Math.round(target.valueAsNumber || 0))) })
              }
            />
          </label>
          <label>
            <span>{words.chart}</span>
            <select
              value={place.chart ?? ''}
              onChange={({ target }) => change({ chart: target.value === '' ? null : target.value })}
            >
              <option value="">{words.noChart}</option>
              {charts.map(([id, title]) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>{words.dialog}</span>
            <select
              value={place.dialog ?? ''}
              onChange={({ target }) =>
                change({ dialog: PLACE_DIALOGS.find((one) => one === target.value) ?? null })
              }
            >
              <option value="">{words.noDialog}</option>
              {PLACE_DIALOGS.map((id) => (
                <option key={id} value={id}>
                  {words.dialogs[id]}
                </option>
              ))}
            </select>
          </label>
        </div>
      </fieldset>
      <SendParts app={app} record={record} place={place} rankings={rankings} charts={charts} />
    </>
  );
}

/** The charts on screen, by their ids, with what they are called. */
function useChartNames(): readonly (readonly [id: string, title: string])[] {
  const words = useWords();
  const language = useUi((state) => state.language);
  const view = useRunView();
  const yardstick = useYardstick(view);
  return chartsIn(view).map((chart) => [chart.id, titleOf(chart, words, language, view, yardstick)]);
}
