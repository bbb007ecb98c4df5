import type { OutputOf } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { Chip, type Tone } from '../../../components/Chip.tsx';

export type MeetingItem = OutputOf<'unitMeetings.list'>['items'][number];
export type MeetingDetail = OutputOf<'unitMeetings.get'>;

const TONES: Readonly<Record<MeetingItem['status'], Tone>> = {
  recorded: 'amber',
  filed: 'green',
  withdrawn: 'neutral',
};

export const MeetingChip = ({ status }: Pick<MeetingItem, 'status'>) => {
  const { t } = useTranslation();
  return <Chip tone={TONES[status]}>{t(`unitMeetings.status.${status}`)}</Chip>;
};
