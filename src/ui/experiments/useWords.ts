/** How the experiments reach their words. */
import { useUi } from '../app/context.ts';
import { enExperiments, type ExperimentsWords } from './words/enExperiments.ts';
import { zhExperiments } from './words/zhExperiments.ts';

export function useExperimentsWords(): ExperimentsWords {
  return useUi(({ language }) => (language === 'zh' ? zhExperiments : enExperiments));
}
