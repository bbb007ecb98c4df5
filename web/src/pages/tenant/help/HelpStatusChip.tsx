import type { HelpStatus } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Chip, type Tone } from '../../../components/Chip.tsx';

const TONES: Readonly<Record<HelpStatus, Tone>> = {
  asked: 'amber',
  answered: 'blue',
  settled: 'green',
  withdrawn: 'neutral',
};

export const HelpStatusChip = ({ status }: { readonly status: HelpStatus }) => {
  const { t } = useTranslation();
  return <Chip tone={TONES[status]}>{t(`help.status.${status}`)}</Chip>;
};
