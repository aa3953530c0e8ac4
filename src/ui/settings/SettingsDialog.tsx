/** The main settings, each with one line and its formula; what differs from a default can go back. */
import { COMMON_FIELDS } from '../../rl/commonFields.ts';
import { methodChange } from '../../rl/settings.ts';
import { useApp, useRun, useUi, useWords } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { fieldsOf, GROUPS, type FieldGroup } from './state/fields.ts';
import { waitingFields } from './state/memory.ts';
import { MemorySettings } from './MemorySettings.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { ChoiceField, FlagField, NumberField, TextField } from './SettingField.tsx';
import styles from './SettingsDialog.module.css';

export default function SettingsDialog() {
  const app = useApp();
  const words = useDialogWords();
  return (
    <Dialog title={words.settings.title} side>
      <p className={styles.lead}>{words.settings.lead}</p>
      <div className={styles.all}>
        <button type="button" onClick={() => void app.session.resetSettings()}>
          {words.settings.resetAll}
        </button>
        <CopyLink />
      </div>
      {GROUPS.map((group) => (
        <fieldset key={group} className={styles.group}>
          <legend>{words.settings.groups[group]}</legend>
          <Fields group={group} />
          {group === 'memory' && <MemorySettings />}
        </fieldset>
      ))}
    </Dialog>
  );
}

function Fields({ group }: { readonly group: FieldGroup }) {
  const app = useApp();
  const settings = useRun((state) => state.settings);
  const opened = useRun((state) => state.opened);
  const waiting: readonly string[] = waitingFields(settings, opened);
  return fieldsOf(group, settings).map((field) => {
    const waits = waiting.includes(field.name);
    const onChange = (value: number | boolean | string) => app.session.configure({ [field.name]: value });
    switch (field.kind) {
      case 'number': {
        const value = settings[field.name];
        return <NumberField key={field.name} field={field} value={value} waits={waits} onChange={onChange} />;
      }
      case 'flag': {
        const value = settings[field.name];
        return <FlagField key={field.name} field={field} value={value} waits={waits} onChange={onChange} />;
      }
      case 'text':
        return <TextField key={field.name} field={field} value={settings[field.name]} onChange={onChange} />;
      case 'choice': {
        const value = settings[field.name];
        const onChoice = (choice: string) => {
          const method = COMMON_FIELDS.method.values.find((candidate) => candidate === choice);
          if (field.name === 'method' && method) app.session.configure(methodChange(settings, method));
          else onChange(choice);
        };
        return <ChoiceField key={field.name} field={field} value={value} waits={waits} onChange={onChoice} />;
      }
    }
  });
}

function CopyLink() {
  const app = useApp();
  const words = useWords();
  const { copy } = useDialogWords().settings;
  // Asked for so that the dialog renders the notice's text after copying.
  const notice = useUi((state) => state.notice);
  return (
    <button
      type="button"
      onClick={() => {
        navigator.clipboard.writeText(window.location.href).then(
          () => app.ui.setState({ notice: { kind: 'info', text: words.said.shared } }),
          () => app.ui.setState({ notice: { kind: 'info', text: window.location.href } }),
        );
      }}
    >
      {notice?.text === words.said.shared ? `${copy} ✓` : copy}
    </button>
  );
}
