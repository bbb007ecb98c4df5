import type { OutputOf } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { Chip, type Tone } from '../../../components/Chip.tsx';

export type TalkItem = OutputOf<'talks.list'>['items'][number];

const TONES: Readonly<Record<TalkItem['status'], Tone>> = {
  planned: 'blue',
  held: 'amber',
  stated: 'blue',
  returned: 'red',
  accepted: 'green',
  cancelled: 'neutral',
};

export const TalkStateChip = ({ status }: Pick<TalkItem, 'status'>) => {
  const { t } = useTranslation();
  return <Chip tone={TONES[status]}>{t(`talks.status.${status}`)}</Chip>;
};
