/** The lecturer's dialog: what was handed in, how far they agree, who and what stands out, and where it goes from here. */
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { classReport } from '../../preferences/class/classReport.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { AgreementNumbers } from './AgreementNumbers.tsx';
import { DisputedSets } from './DisputedSets.tsx';
import { GatherPanel } from './GatherPanel.tsx';
import { MakeAssignment } from './MakeAssignment.tsx';
import { RaterRewards } from './RaterRewards.tsx';
import { RatersTable } from './RatersTable.tsx';
import { TakeAlong } from './TakeAlong.tsx';
import { useClassroom, useClassWords } from './useClass.ts';
import styles from './Class.module.css';

export default function ClassDialog() {
  const words = useClassWords();
  const { files } = useClassroom();
  const { raters } = useStore(files.store);
  const report = useMemo(() => classReport(raters), [raters]);
  return (
    <Dialog title={words.title} wide="table">
      <p className={styles.lead}>{words.lead}</p>
      <GatherPanel report={report} />
      {raters.length > 0 && (
        <>
          <AgreementNumbers report={report} />
          <RatersTable report={report} />
          <DisputedSets report={report} />
          <TakeAlong report={report} />
          <RaterRewards report={report} />
        </>
      )}
      <MakeAssignment />
    </Dialog>
  );
}
