import type { FindingState } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Chip, type Tone } from './Chip.tsx';

export const STATE_TONES: Readonly<Record<FindingState, Tone>> = {
  draft: 'neutral',
  delivered: 'amber',
  acknowledged: 'blue',
  disputed: 'red',
  planning: 'blue',
  rectifying: 'blue',
  closing: 'violet',
  closed: 'green',
  continuous: 'amber',
  split: 'neutral',
  merged: 'neutral',
  withdrawn: 'neutral',
};

export const StateChip = ({ state }: { readonly state: FindingState }) => {
  const { t } = useTranslation();
  return <Chip tone={STATE_TONES[state]}>{t(`state.${state}`)}</Chip>;
};
