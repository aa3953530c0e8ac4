/**
 * A text that a model wrote or was given, as it is in the log: in its own direction, its line breaks kept, left alone
 * by page translators, and always the only text of its element, so that what a translator did to an earlier text
 * does not outlive it. Knows no ranking.
 */
import { useOwnModel } from '../app/context.ts';
import { visibleText } from '../text/visibleText.ts';
import styles from './ModelText.module.css';

interface Props {
  readonly text: string;
  readonly as?: 'p' | 'span';
  /** Line breaks as signs, for a list whose rows are one line high. */
  readonly oneLine?: boolean;
  readonly className?: string;
  readonly title?: string;
}

export function ModelText({ text, as: Element = 'p', oneLine = false, className = '', title }: Props) {
  const language = useTextLanguage();
  const shown = visibleText(text);
  return (
    <Element
      className={`${oneLine ? '' : styles.text} ${className}`}
      lang={language}
      dir="auto"
      translate="no"
      title={title}
    >
      {oneLine ? shown.trim().replaceAll('\n', ' ⏎ ') : shown}
    </Element>
  );
}

/** The language of what the model writes: English for those that come with the page, else not known. */
export function useTextLanguage(): string {
  return useOwnModel() ? '' : 'en';
}
