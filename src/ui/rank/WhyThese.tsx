/** Why these answers were put before the person, of all that were written. Knows by what they were chosen; not how. */
import type { Asking } from '../../preferences/asked.ts';
import { useUi } from '../app/context.ts';
import styles from './RankPanel.module.css';
import { enWhy } from './words/enWhy.ts';
import { zhWhy } from './words/zhWhy.ts';

interface Props {
  readonly shown: number;
  readonly candidates: number;
  readonly by: Asking;
}

export default function WhyThese({ shown, candidates, by }: Props) {
  const language = useUi((state) => state.language);
  const words = language === 'zh' ? zhWhy : enWhy;
  return <p className={styles.note}>{words[by](shown, candidates)}</p>;
}
