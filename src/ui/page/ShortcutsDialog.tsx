/** The shortcut sheet, written from the registry. */
import { ACTIONS, shortcutText } from '../actions/registry.ts';
import { useApp, useUi, useWords } from '../app/context.ts';
import { Dialog } from '../parts/Dialog.tsx';
import styles from './ShortcutsDialog.module.css';

export default function ShortcutsDialog() {
  const app = useApp();
  const words = useWords();
  const singleKeys = useUi((state) => state.singleKeys);
  return (
    <Dialog title={words.shortcuts.title}>
      <p className={styles.lead}>{words.shortcuts.lead}</p>
      <label className={styles.single}>
        <input
          type="checkbox"
          checked={singleKeys}
          onChange={(event) => app.ui.setState({ singleKeys: event.target.checked })}
        />
        <span>{words.shortcuts.single}</span>
      </label>
      {(['rank', 'train', 'page'] as const).map((group) => (
        <section key={group} className={styles.group}>
          <h3>{words.shortcuts.groups[group]}</h3>
          <dl>
            {ACTIONS.filter((action) => action.group === group && action.shortcuts.length > 0).map(
              (action) => (
                <div key={action.id}>
                  <dt>
                    {action.id === 'play'
                      ? `${words.actions.play} / ${words.actions.pause}`
                      : words.actions[action.id]}
                  </dt>
                  <dd>
                    {action.shortcuts.map((shortcut) => (
                      <kbd key={shortcutText(shortcut)}>{shortcutText(shortcut)}</kbd>
                    ))}
                  </dd>
                </div>
              ),
            )}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
