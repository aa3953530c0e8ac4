/** What it costs: the essay's examples, a form, the run on screen foretold, the same elsewhere, and what was found. */
import { useState } from 'react';
import { useUi } from '../../../ui/app/context.ts';
import { EXAMPLES } from '../essay.ts';
import type { TrainingPlan } from '../formulas.ts';
import { ClusterTable } from './ClusterTable.tsx';
import { Examples } from './Examples.tsx';
import { Recorded } from './Recorded.tsx';
import { RunForecast } from './RunForecast.tsx';
import { TrainingForm } from './TrainingForm.tsx';
import { enCost } from './enCost.ts';
import { zhCost } from './zhCost.ts';
import styles from './CostPanel.module.css';

export default function CostPanel() {
  const words = useUi(({ language }) => (language === 'zh' ? zhCost : enCost));
  const [plan, setPlan] = useState<TrainingPlan | null>(EXAMPLES.gpt3);
  return (
    <div className={styles.panel}>
      <Examples words={words} />
      <TrainingForm words={words} onPlan={setPlan} />
      <RunForecast words={words} />
      <ClusterTable words={words} plan={plan} />
      <Recorded words={words} />
    </div>
  );
}
