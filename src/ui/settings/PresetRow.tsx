/** The choices of a method's settings that have a name: one is chosen, or they are somebody's own. Nothing where there are none. */
import { methodOf } from '../../rl/algorithms/settings.ts';
import { presetsOf } from '../../rl/algorithms/presets.ts';
import { presetOf } from '../../rl/declaration.ts';
import { useApp, useRun } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { Row } from './SettingField.tsx';

export function PresetRow() {
  const { methods, session } = useApp();
  const words = useDialogWords().settings.preset;
  const settings = useRun((state) => state.settings);
  const method = methodOf(settings, methods);
  const presets = presetsOf(method);
  if (presets.length === 0) return null;
  const chosen = presetOf({ presets }, settings);
  const choose = (id: string) => {
    const preset = presets.find((one) => one.id === id);
    if (preset) session.configure(preset.settings);
  };
  return (
    <Row
      label={words.label}
      help={chosen ? chosen.paper : words.help}
      changed={chosen !== presets[0]}
      onReset={() => choose(presets[0].id)}
    >
      {(id) => (
        <select
          id={id}
          value={chosen?.id ?? ''}
          aria-describedby={`${id}-help`}
          onChange={(event) => choose(event.target.value)}
        >
          {!chosen && <option value="">{words.own}</option>}
          {presets.map((preset) => (
            <option key={preset.id} value={preset.id}>
              {preset.name}
            </option>
          ))}
        </select>
      )}
    </Row>
  );
}
