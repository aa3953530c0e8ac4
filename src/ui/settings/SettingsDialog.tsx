/** The settings, each with one line and its formula; what differs from a default can go back. */
import { FIELD_GROUPS, type FieldGroup, type SettingValue, type SettingValues } from '../../rl/fields.ts';
import { algorithmChange, methodChange, methodOf, type Settings } from '../../rl/algorithms/settings.ts';
import { useApp, useRun, useUi, useWords } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { formFields, type FormField } from './state/fields.ts';
import { waitingFields } from './state/memory.ts';
import { MemorySettings } from './MemorySettings.tsx';
import { PresetRow } from './PresetRow.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { useGradually } from '../parts/useGradually.ts';
import { ChoiceInput, FlagInput, NumberInput, TextInput } from './SettingField.tsx';
import styles from './SettingsDialog.module.css';

export default function SettingsDialog() {
  const app = useApp();
  const words = useDialogWords();
  // The first is as high as most screens; all at once would be a long task.
  const there = useGradually(1, FIELD_GROUPS.length);
  return (
    <Dialog title={words.settings.title} side>
      <p className={styles.lead}>{words.settings.lead}</p>
      <div className={styles.all}>
        <button type="button" onClick={() => void app.session.resetSettings()}>
          {words.settings.resetAll}
        </button>
        <CopyLink />
      </div>
      {FIELD_GROUPS.slice(0, there).map((group) => (
        <Group key={group} group={group} />
      ))}
    </Dialog>
  );
}

/** Settings that belong together; those that few change are folded away. */
function Group({ group }: { readonly group: FieldGroup }) {
  const { methods } = useApp();
  const words = useDialogWords().settings;
  const settings = useRun((state) => state.settings);
  const fields = formFields(group, settings, methods);
  if (fields.length === 0) return null;
  const rare = fields.filter(({ field }) => field.rare);
  return (
    <fieldset className={styles.group}>
      <legend>{group === 'method' ? methodOf(settings, methods).name : words.groups[group]}</legend>
      {group === 'method' && <PresetRow />}
      <Fields fields={fields.filter(({ field }) => !field.rare)} />
      {rare.length > 0 && (
        <details className={styles.rare}>
          <summary>{words.rare}</summary>
          <Fields fields={rare} />
        </details>
      )}
      {group === 'memory' && <MemorySettings />}
    </fieldset>
  );
}

function Fields({ fields }: { readonly fields: readonly FormField[] }) {
  const app = useApp();
  const settings = useRun((state) => state.settings);
  const opened = useRun((state) => state.opened);
  const waiting = waitingFields(settings, opened, app.methods);
  const values: SettingValues = settings;
  return fields.map(({ name, field }) => {
    const row = {
      name,
      waits: waiting.includes(name),
      onChange: (value: SettingValue) => app.session.configure(change(name, value)),
    };
    // A value has the type of the field's default.
    switch (field.kind) {
      case 'number':
        return <NumberInput key={name} {...row} field={field} value={Number(values[name])} />;
      case 'flag':
        return <FlagInput key={name} {...row} field={field} value={values[name] === true} />;
      case 'text':
        return <TextInput key={name} {...row} field={field} value={String(values[name])} />;
      case 'choice':
        return <ChoiceInput key={name} {...row} field={field} value={String(values[name])} />;
    }
  });

  /** What goes along with some choices. */
  function change(name: string, value: SettingValue): Partial<Settings> {
    if (name === 'algorithm') return algorithmChange(settings, String(value), app.methods);
    if (name === 'method') return methodChange(settings, value === 'lora' ? 'lora' : 'full', app.methods);
    return { [name]: value };
  }
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
