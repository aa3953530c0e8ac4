/** The panels of the lab, the essay's claims first and then the benches, in the order in which they are listed; each is loaded when it is chosen. */
import { lazy, type ComponentType } from 'react';
import type { LabLink } from '../../workers/labProtocol.ts';
import type { LabWords } from './words/enLab.ts';

/** What every panel is given. */
export interface PanelProps {
  /** A model for the bench, whose worker starts when one is opened, and ends with the dialog. */
  readonly lab: LabLink;
  /** Where a bench is opened that has several parts; its first where left out. */
  readonly part?: string;
  /** Opens another, at one of its parts. */
  onBench(id: LabPanel['id'], part?: string): void;
}

export interface LabPanel {
  readonly id: keyof LabWords['names'];
  readonly Panel: ComponentType<PanelProps>;
}

export const PANELS: readonly LabPanel[] = [
  { id: 'essay', Panel: lazy(() => import('../../lab/essay/panel/EssayPanel.tsx')) },
  { id: 'cost', Panel: lazy(() => import('../../lab/cost/panel/CostPanel.tsx')) },
  { id: 'implicit', Panel: lazy(() => import('../../lab/implicit/panel/ImplicitPanel.tsx')) },
  { id: 'bandit', Panel: lazy(() => import('../../lab/bandit/panel/BanditPanel.tsx')) },
  { id: 'ape', Panel: lazy(() => import('../../lab/ape/panel/ApePanel.tsx')) },
  { id: 'chain', Panel: lazy(() => import('../../lab/chain/panel/ChainPanel.tsx')) },
  { id: 'procedure', Panel: lazy(() => import('../../lab/procedure/panel/ProcedureHalves.tsx')) },
  { id: 'tools', Panel: lazy(() => import('../../lab/tools/panel/ToolsPanel.tsx')) },
  { id: 'order', Panel: lazy(() => import('../../lab/order/panel/OrderPanel.tsx')) },
];
