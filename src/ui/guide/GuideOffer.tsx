/** On a first visit, below all that there is to do: the guide, once. */
import { useApp, useUi } from '../app/context.ts';
import { ActionButton } from '../parts/ActionButton.tsx';
import { OFFER } from './words/offer.ts';
import styles from './GuideOffer.module.css';

export default function GuideOffer() {
  const app = useApp();
  const offer = OFFER[useUi((state) => state.language)];
  return (
    <p className={styles.offer}>
      <span>{offer.text}</span> <ActionButton id="guide" />
      <button type="button" onClick={() => app.ui.setState({ guideKept: '' })}>
        {offer.decline}
      </button>
    </p>
  );
}
