/** The page's head: name, what runs here, and the page-wide controls. */
import { useEffect, useRef, type RefObject } from 'react';
import { useApp, useRun, useUi, useWords } from '../app/context.ts';
import { millions } from '../text/format.ts';
import { usePhone, useTouch } from '../actions/touch.ts';
import { ActionButton } from '../parts/ActionButton.tsx';
import { TaskProgress } from '../parts/TaskProgress.tsx';
import styles from './Header.module.css';

export function Header() {
  const app = useApp();
  const words = useWords();
  const touch = useTouch();
  const phone = usePhone();
  const menu = useRef<HTMLElement>(null);
  useClosingMenu(menu, phone);
  const theme = useUi((state) => state.theme);
  const session = useRun((state) => state.session);
  return (
    <header className={styles.header}>
      <h1 className={styles.name}>
        <Logo />
        <span translate="no">Nudge</span>
      </h1>
      <div className={styles.task}>
        <TaskProgress />
      </div>
      <p className={styles.session}>
        <ModelButton />
        {session?.softwareAdapter && <span>{words.session.software}</span>}
      </p>
      {phone && (
        <button
          type="button"
          className={styles.opener}
          popoverTarget="page-menu"
          aria-haspopup="true"
          aria-label={words.menu}
          title={words.menu}
        >
          <MenuIcon />
        </button>
      )}
      <nav
        ref={menu}
        id="page-menu"
        className={styles.controls}
        popover={phone ? 'auto' : undefined}
        aria-label={words.menu}
      >
        <ActionButton id="guide" kind="quiet" />
        <ActionButton id="runs" kind="quiet" />
        <ActionButton id="share" kind="quiet" />
        <ActionButton id="experiments" kind="quiet" />
        <ActionButton id="lab" kind="quiet" />
        <FilesMenu />
        <ActionButton id="settings" kind="quiet" />
        {!touch && <ActionButton id="shortcuts" kind="quiet" iconOnly icon={<b aria-hidden="true">?</b>} />}
        <button
          type="button"
          className={styles.quiet}
          title={words.theme[theme]}
          aria-label={words.theme[theme]}
          data-stays
          onClick={() => app.cycleTheme()}
        >
          <ThemeIcon theme={theme} />
          {phone && <span>{words.theme[theme]}</span>}
        </button>
        <button
          type="button"
          className={styles.quiet}
          lang={words.otherLanguage === '中文' ? 'zh' : 'en'}
          onClick={() => void app.toggleLanguage()}
        >
          {words.otherLanguage}
        </button>
      </nav>
    </header>
  );
}

/** Says which model runs, and leads to the others. */
function ModelButton() {
  const words = useWords();
  const session = useRun((state) => state.session);
  const name = session && words.session.model(session.modelLabel, millions(session.parameters));
  return (
    <ActionButton
      id="model"
      kind="plain"
      label={name ?? words.actions.model}
      name={name === null ? undefined : words.session.button(name)}
      icon={<ModelIcon />}
    />
  );
}

function FilesMenu() {
  const app = useApp();
  const words = useWords();
  const input = useRef<HTMLInputElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  useClosingMenu(menu, true);
  return (
    <div className={styles.files}>
      <button type="button" className={styles.quiet} popoverTarget="files-menu" aria-haspopup="true">
        {words.files.menu}
      </button>
      <div ref={menu} id="files-menu" popover="auto" className={styles.menu}>
        <ActionButton id="exportRankings" kind="quiet" />
        <ActionButton id="exportPairs" kind="quiet" />
        <ActionButton id="exportModel" kind="quiet" />
        <ActionButton id="cluster" kind="quiet" />
        <button type="button" className={styles.quiet} onClick={() => input.current?.click()}>
          {words.actions.import}
        </button>
        <ActionButton id="handIn" kind="quiet" />
        <ActionButton id="class" kind="quiet" />
      </div>
      <input
        ref={input}
        type="file"
        multiple
        className="visually-hidden"
        tabIndex={-1}
        aria-label={words.actions.import}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          const [first] = files;
          if (files.length > 0) void app.files.take({ label: first.name, files });
        }}
      />
    </div>
  );
}

/**
 * Closes a menu when something in it was chosen, before what was chosen happens: a dialog gives the focus back to what
 * had it, which must still be on the page.
 * @param isMenu it opens and closes
 */
function useClosingMenu(menu: RefObject<HTMLElement | null>, isMenu: boolean): void {
  useEffect(() => {
    const element = menu.current;
    if (!isMenu || !element) return;
    const hide = ({ target }: Event) => {
      if (target instanceof Element && target.closest('button:not([popovertarget], [data-stays])'))
        element.hidePopover();
    };
    element.addEventListener('click', hide, true);
    return () => element.removeEventListener('click', hide, true);
  }, [menu, isMenu]);
}

function MenuIcon() {
  return (
    <svg width="18" height="14" viewBox="0 0 18 14" aria-hidden="true">
      <path d="M1 2h16M1 7h16M1 12h16" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  );
}

/** Layers. */
function ModelIcon() {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <path
        d="M7 1.5 13 4.5 7 7.5 1 4.5zM1.5 7.2 7 10l5.5-2.8M1.5 9.7 7 12.5l5.5-2.8"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.2"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** A row of dots, one of them nudged. */
function Logo() {
  return (
    <svg width="26" height="18" viewBox="0 0 26 18" aria-hidden="true">
      <circle cx="4" cy="12" r="3" fill="currentColor" />
      <circle cx="13" cy="5" r="3.4" fill="var(--accent)" />
      <circle cx="22" cy="12" r="3" fill="currentColor" />
    </svg>
  );
}

function ThemeIcon({ theme }: { readonly theme: 'system' | 'light' | 'dark' }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.5" />
      {theme === 'system' && <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />}
      {theme === 'dark' && <circle cx="8" cy="8" r="6" fill="currentColor" />}
    </svg>
  );
}
