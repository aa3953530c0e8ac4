/** What leaves this page for the lecturer's: a file, a link, or as many QR codes as it takes. */
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { activeRankings } from '../../preferences/log.ts';
import type { PreferenceEvent } from '../../preferences/event.ts';
import { writeHandIn, type HandedIn } from '../../preferences/class/handIn.ts';
import { writeShort } from '../../preferences/class/shortHandIn.ts';
import type { Assignment } from '../../preferences/class/assignment.ts';
import { useApp, usePreferences } from '../app/context.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { codeLinks, handLink } from './state/handLinks.ts';
import { QrCode } from './QrCode.tsx';
import { useClassroom, useClassWords } from './useClass.ts';
import styles from './Class.module.css';

export default function HandInDialog() {
  const app = useApp();
  const classWords = useClassWords();
  const words = classWords.handIn;
  const { work } = useClassroom();
  const { name, assignment } = useStore(work.store);
  const log = usePreferences((state) => state.events);
  // As it stood when the dialog opened, or the name was changed: codes that move cannot be read.
  const events = useMemo(() => (log.length > 0 ? work.events : []), [log, work]);
  const head = useMemo(() => ({ ...work.head(), name }), [work, name]);
  const rankings = activeRankings(events).length;
  return (
    <Dialog title={words.title} wide>
      <p className={styles.lead}>{rankings > 0 ? words.lead(rankings) : words.nothing}</p>
      {head.tasks !== undefined && <p>{words.progress(head.done ?? 0, head.tasks)}</p>}
      <p className={styles.row}>
        <label>
          {words.name}{' '}
          <input
            type="text"
            autoComplete="name"
            placeholder={words.nameHelp}
            defaultValue={name}
            maxLength={60}
            onChange={(event) => work.rename(event.target.value)}
          />
        </label>
        <button
          type="button"
          className={styles.primary}
          disabled={rankings === 0}
          onClick={() => app.download(fileNameOf(name), writeHandIn(work.head(), events))}
        >
          {words.file}
        </button>
      </p>
      {rankings > 0 && <Links head={head} events={events} assignment={assignment} />}
    </Dialog>
  );
}

interface LinksProps {
  readonly head: HandedIn;
  readonly events: readonly PreferenceEvent[];
  readonly assignment: Assignment | null;
}

function Links({ head, events, assignment }: LinksProps) {
  const words = useClassWords().handIn;
  const [said, setSaid] = useState('');
  const base = `${location.origin}${location.pathname}`;
  const { link, codes } = useMemo(
    () => linksOf(head, events, assignment, base),
    [head, events, assignment, base],
  );
  if (link === null) return <p>{words.tooLong}</p>;
  const copy = () =>
    navigator.clipboard.writeText(link).then(
      () => setSaid(words.copied),
      () => setSaid(words.notCopied),
    );
  return (
    <>
      <p className={styles.row}>
        <label className={styles.grow}>
          {words.linkField}{' '}
          <input type="text" readOnly value={link} onFocus={(event) => event.target.select()} />
        </label>
        <button type="button" onClick={() => void copy()}>
          {words.link}
        </button>
        <span role="status">{said}</span>
      </p>
      {/^(?:localhost|127\.|\[::1\])/.test(location.hostname) && <p>{words.local}</p>}
      {codes === null ? (
        <p>{words.noCodes}</p>
      ) : (
        <section aria-label={words.codes(codes.length)}>
          <h3>{words.codes(codes.length)}</h3>
          <div className={styles.codes}>
            {codes.map((code, at) => (
              <QrCode key={code} text={code} name={words.code(at + 1, codes.length)} />
            ))}
          </div>
        </section>
      )}
    </>
  );
}

/** The shorter form where the assignment allows it; nulls where it is too long even so. */
function linksOf(
  head: HandedIn,
  events: readonly PreferenceEvent[],
  assignment: Assignment | null,
  base: string,
): { readonly link: string | null; readonly codes: readonly string[] | null } {
  const short = assignment && writeShort(head, events, assignment);
  const text = short ?? writeHandIn(head, events);
  try {
    return {
      link: base + handLink(text),
      codes: codeLinks(text, base)?.map((hash) => base + hash) ?? null,
    };
  } catch {
    // Too long.
    return { link: null, codes: null };
  }
}

function fileNameOf(name: string): string {
  const own = name.replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-').replace(/^-+|-+$/g, '');
  return own === '' ? 'hand-in.jsonl' : `${own}.hand-in.jsonl`;
}
