import { useTranslation } from 'react-i18next';
import type { PlanSummary } from '../../../api/types.ts';
import { Chip, type Tone } from '../../../components/Chip.tsx';

const TONES: Readonly<Record<PlanSummary['status'], Tone>> = {
  drafting: 'amber',
  committee: 'blue',
  review: 'violet',
  approved: 'green',
};

export const PlanStateChip = ({ state }: { readonly state: PlanSummary['status'] }) => {
  const { t } = useTranslation();
  return <Chip tone={TONES[state]}>{t(`plan.state.${state}`)}</Chip>;
};
