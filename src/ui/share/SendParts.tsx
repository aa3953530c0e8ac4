/** The ways in which a run leaves: what each holds, how large it is, and its buttons. */
import { useMemo, useState, type ReactNode } from 'react';
import { APP_VERSION, type RunRecord } from '../../rl/runs/record.ts';
import { fileStem } from '../../rl/runs/recordName.ts';
import type { App } from '../app/createApp.ts';
import { useUi } from '../app/context.ts';
import { messageOf } from '../app/state/trainerLink.ts';
import type { Place } from '../runs/state/place.ts';
import styles from './Share.module.css';
import { embedAddress, embedElement, pageAddress } from './state/addresses.ts';
import { shareFile, zippedShareFile } from './state/shareFile.ts';
import { LONGEST_LINK, shareLink, type SharedLink } from './state/shareLink.ts';
import { useShareWords } from './useWords.ts';

interface Props {
  readonly app: App;
  readonly record: RunRecord;
  readonly place: Place;
  readonly rankings: number;
  readonly charts: readonly (readonly [id: string, title: string])[];
}

export function SendParts({ app, record, place, rankings, charts }: Props) {
  const words = useShareWords();
  const [said, setSaid] = useState('');
  const link = useMemo(() => shareLink(record, place), [record, place]);
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(words.copied);
    } catch (error) {
      setSaid(words.notCopied(messageOf(error)));
    }
  };
  return (
    <>
      <Part title={words.link} help={useLinkText(link, rankings)}>
        <button
          type="button"
          className={styles.primary}
          onClick={() => void copy(pageAddress(window.location.href, link.hash))}
        >
          {words.copyLink}
        </button>
      </Part>
      <Files app={app} record={record} place={place} say={setSaid} />
      {link.rows > 0 && (
        <Panel hash={link.hash} name={record.name} charts={charts} onCopy={(text) => void copy(text)} />
      )}
      <p className={styles.help}>{words.figures}</p>
      <p className={styles.said} role="status">
        {said}
      </p>
    </>
  );
}

function useLinkText(link: SharedLink, rankings: number): string {
  const words = useShareWords();
  const { length } = pageAddress(window.location.href, link.hash);
  if (link.rows === 0) return words.linkBare(length, LONGEST_LINK);
  const held = words.linkHolds(length, rankings - link.left, link.rows, link.of, link.exact);
  return link.left > 0 ? `${held} ${words.linkLeft(link.left, LONGEST_LINK)}` : held;
}

function Files({
  app,
  record,
  place,
  say,
}: Pick<Props, 'app' | 'record' | 'place'> & { say(text: string): void }) {
  const words = useShareWords();
  const [text, packed] = useMemo(() => {
    const file = shareFile(record, place);
    return [file, zippedShareFile(file)] as const;
  }, [record, place]);
  const stem = fileStem(record.name);
  const save = (name: string, file: Blob) => {
    app.downloadFile(name, file);
    say(words.saved(name));
  };
  const receipt = async () => {
    try {
      const { receiptOf, writeReceipt } = await import('../../rl/runs/receipt.ts');
      const made = await receiptOf(record, { app: APP_VERSION, by: 'page' });
      save(`${stem}.receipt.json`, new Blob([writeReceipt(made)], { type: 'application/json' }));
    } catch (error) {
      say(words.noReceipt(messageOf(error)));
    }
  };
  return (
    <>
      <Part
        title={words.file}
        help={words.fileHolds(new Blob([text]).size, packed.length, record.inspections?.length ?? 0)}
      >
        <button
          type="button"
          onClick={() => save(`${stem}.run.json`, new Blob([text], { type: 'application/json' }))}
        >
          {words.saveFile}
        </button>
        <button
          type="button"
          onClick={() => save(`${stem}.run.json.gz`, new Blob([packed], { type: 'application/gzip' }))}
        >
          {words.savePacked}
        </button>
      </Part>
      <Part title={words.receipt} help={words.receiptHolds}>
        <button type="button" onClick={() => void receipt()}>
          {words.saveReceipt}
        </button>
      </Part>
    </>
  );
}

function Panel({
  hash,
  name,
  charts,
  onCopy,
}: {
  readonly hash: string;
  readonly name: string;
  readonly charts: Props['charts'];
  onCopy(text: string): void;
}) {
  const words = useShareWords();
  const language = useUi((state) => state.language);
  const theme = useUi((state) => state.theme);
  const panels = [...charts, ...Object.entries(words.panels)];
  const [panel, setPanel] = useState(panels[0][0]);
  const element = () => {
    const title = `${name}: ${panels.find(([id]) => id === panel)?.[1] ?? panel}`;
    return embedElement(embedAddress(window.location.href, hash, { panel, language, theme }), title);
  };
  return (
    <Part title={words.panel} help={words.panelHolds}>
      <select aria-label={words.panel} value={panel} onChange={({ target }) => setPanel(target.value)}>
        {panels.map(([id, title]) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      <button type="button" onClick={() => onCopy(element())}>
        {words.copyPanel}
      </button>
    </Part>
  );
}

function Part(props: { readonly title: string; readonly help: string; readonly children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h3>{props.title}</h3>
      <p className={styles.help}>{props.help}</p>
      <div className={styles.row}>{props.children}</div>
    </section>
  );
}
