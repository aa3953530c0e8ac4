/** The ways a model of one's own comes in: by name, by web address, or as a folder of files. */
import { useId, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { fileSize } from '../text/format.ts';
import { addressProblem, parseAddress } from '../../files/hub/typedAddress.ts';
import { readChosen, readDropped, type DroppedModel } from './choice/dropped.ts';
import styles from './AddModel.module.css';

export function AddModel() {
  const words = useDialogWords().models.add;
  return (
    <section aria-labelledby="add-model">
      <h3 id="add-model">{words.title}</h3>
      <ByAddress />
      <ByFiles />
    </section>
  );
}

function ByAddress() {
  const app = useApp();
  const words = useDialogWords().models.add;
  const id = useId();
  const text = useStore(app.models.store, (state) => state.address);
  const [revision, setRevision] = useState('');
  const address = parseAddress(text, revision);
  const invalid = text.trim() !== '' && address === null;
  const problem = invalid ? addressProblem(text, revision) : null;
  return (
    <form
      className={styles.address}
      onSubmit={(event) => {
        event.preventDefault();
        if (address) void app.models.download(address);
      }}
    >
      <label htmlFor={`${id}-address`}>{words.address}</label>
      <span className={styles.fields}>
        <input
          id={`${id}-address`}
          type="text"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          placeholder={words.example}
          value={text}
          aria-invalid={invalid}
          aria-describedby={`${id}-help`}
          onChange={(event) => app.models.store.setState({ address: event.target.value })}
        />
        <input
          type="text"
          className={styles.revision}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          aria-label={words.revision}
          placeholder={`${words.revision} (${words.revisionHelp})`}
          value={revision}
          onChange={(event) => setRevision(event.target.value)}
        />
      </span>
      <p id={`${id}-help`} className={styles.help} data-invalid={invalid}>
        {invalid ? (problem ? words.problems[problem] : words.invalid) : words.addressHelp}
      </p>
      <span className={styles.buttons}>
        <button type="submit" className={styles.primary} disabled={!address}>
          {words.download}
        </button>
        <button type="button" disabled={!address} onClick={() => address && void app.models.stream(address)}>
          {words.stream}
        </button>
      </span>
    </form>
  );
}

function ByFiles() {
  const app = useApp();
  const words = useDialogWords().models.add;
  const folder = useRef<HTMLInputElement>(null);
  const single = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const dropped = useStore(app.models.store, (state) => state.offered);
  const take = async (model: DroppedModel | null) => {
    if (model) {
      await app.models.offer(model);
      await app.files.importBeside(model);
    } else app.models.store.setState({ offered: null, error: words.nothing });
  };
  // Rankings that were dropped here are rankings all the same.
  const takeAny = async (model: DroppedModel | null) => {
    const file = model?.files.length === 1 ? model.files[0] : null;
    if (!file || (await app.files.isModel([file]))) return take(model);
    // A zip may hold a model, perhaps the one that an adapter waits for: until that is known the dialog stays.
    const zip = await app.files.isZip(file);
    const before = app.models.store.getState();
    if (!zip) app.closeDialog();
    await app.files.import(file);
    if (zip && app.models.store.getState() === before) app.closeDialog();
  };
  const chosen = (event: React.ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    event.target.value = '';
    if (files.length > 0) void takeAny(readChosen(files)).catch(() => take(null));
  };
  return (
    <div
      className={styles.drop}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void readDropped(event.dataTransfer)
          .then(takeAny)
          .catch(() => take(null));
      }}
    >
      <p>{words.drop}</p>
      <span className={styles.buttons}>
        <button type="button" onClick={() => folder.current?.click()}>
          {words.folder}
        </button>
        <button type="button" onClick={() => single.current?.click()}>
          {words.files}
        </button>
      </span>
      <input
        ref={folder}
        type="file"
        // @ts-expect-error: known to every browser, and to no specification that the types follow.
        webkitdirectory=""
        className="visually-hidden"
        tabIndex={-1}
        aria-label={words.folder}
        onChange={chosen}
      />
      <input
        ref={single}
        type="file"
        multiple
        className="visually-hidden"
        tabIndex={-1}
        aria-label={words.files}
        onChange={chosen}
      />
      {dropped && <Dropped model={dropped} onDone={() => app.models.store.setState({ offered: null })} />}
    </div>
  );
}

interface DroppedProps {
  readonly model: DroppedModel;
  onDone(): void;
}

/** What to do with what was dropped. */
function Dropped({ model, onDone }: DroppedProps) {
  const app = useApp();
  const words = useDialogWords().models.add;
  const bytes = model.files.reduce((sum, { size }) => sum + size, 0);
  return (
    <div className={styles.dropped} role="status">
      <p>{words.dropped(model.label, model.files.length, fileSize(bytes))}</p>
      <span className={styles.buttons}>
        <button
          type="button"
          className={styles.primary}
          onClick={() => {
            onDone();
            void app.models.importModel(model);
          }}
        >
          {words.store}
        </button>
        <button type="button" onClick={() => app.models.choose({ kind: 'files', ...model })}>
          {words.inPlace}
        </button>
      </span>
    </div>
  );
}
