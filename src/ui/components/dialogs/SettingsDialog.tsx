/** The main settings, each with one line and its formula; what differs from a default can go back. */
import { DEFAULT_SETTINGS } from '../../../workers/protocol.ts';
import { useApp, useRun, useUi, useWords } from '../../context.ts';
import { GROUPS, NUMBER_FIELDS } from '../../settings/fields.ts';
import type { ModelChoice } from '../../settings/hash.ts';
import { Dialog } from './Dialog.tsx';
import { NumberField, Row } from './SettingField.tsx';
import styles from './SettingsDialog.module.css';

const MODELS: readonly ModelChoice[] = ['auto', 'blurbs-tiny', 'blurbs-small'];

export default function SettingsDialog() {
  const app = useApp();
  const words = useWords();
  const settings = useRun((state) => state.settings);
  const model = useRun((state) => state.model);
  const { fields, groups } = words.settings;
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
          <legend>{groups[group]}</legend>
          {group === 'kl' && (
            <Row
              label={fields.adaptiveKl.label}
              help={fields.adaptiveKl.help}
              formula="β ← β·(1 + clip(KL ÷ target − 1, ±0.2)·n ÷ horizon)"
              changed={settings.adaptiveKl !== DEFAULT_SETTINGS.adaptiveKl}
              onReset={() => app.session.configure({ adaptiveKl: DEFAULT_SETTINGS.adaptiveKl })}
            >
              {(id) => (
                <input
                  id={id}
                  type="checkbox"
                  checked={settings.adaptiveKl}
                  onChange={(event) => app.session.configure({ adaptiveKl: event.target.checked })}
                />
              )}
            </Row>
          )}
          {NUMBER_FIELDS.filter((field) => field.group === group).map((field) => (
            <NumberField
              key={field.name}
              field={field}
              value={settings[field.name]}
              onChange={(value) => app.session.configure({ [field.name]: value })}
            />
          ))}
          {group === 'run' && (
            <Row
              label={fields.model.label}
              help={fields.model.help}
              changed={model !== 'auto'}
              onReset={() => void app.session.setModel('auto')}
            >
              {(id) => (
                <select
                  id={id}
                  value={model}
                  onChange={(event) => {
                    const chosen = MODELS.find((candidate) => candidate === event.target.value);
                    if (chosen) void app.session.setModel(chosen);
                  }}
                >
                  {MODELS.map((choice) => (
                    <option key={choice} value={choice}>
                      {words.settings.models[choice]}
                    </option>
                  ))}
                </select>
              )}
            </Row>
          )}
        </fieldset>
      ))}
    </Dialog>
  );
}

function CopyLink() {
  const app = useApp();
  const words = useWords();
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
      {words.settings.copy}
      {notice?.text === words.said.shared && ' ✓'}
    </button>
  );
}
