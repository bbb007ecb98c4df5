import type { OutputOf } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { Chip, type Tone } from '../../../components/Chip.tsx';

export type NoticeDetail = OutputOf<'notices.get'>;
export type NoticeView = NonNullable<NoticeDetail['frozen']>;

const TONES: Readonly<Record<NoticeDetail['status'], Tone>> = {
  drafting: 'blue',
  submitted: 'amber',
  returned: 'red',
  approved: 'violet',
  published: 'green',
  closed: 'neutral',
  withdrawn: 'neutral',
};

export const NoticeChip = ({ status }: Pick<NoticeDetail, 'status'>) => {
  const { t } = useTranslation();
  return <Chip tone={TONES[status]}>{t(`notices.status.${status}`)}</Chip>;
};
