import type { OutputOf } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { Chip, type Tone } from '../../../components/Chip.tsx';

export type DutySummary = OutputOf<'duties.list'>['items'][number];
export type DutyDetail = OutputOf<'duties.get'>;

const TONES: Readonly<Record<DutySummary['status'], Tone>> = {
  drafting: 'blue',
  submitted: 'amber',
  returned: 'red',
  accepted: 'green',
  lapsed: 'neutral',
};

/** Where a report stands and, once it was handed in, whether in time. */
export const DutyChips = ({ status, late }: Pick<DutySummary, 'status' | 'late'>) => {
  const { t } = useTranslation();
  return (
    <>
      <Chip tone={TONES[status]}>{t(`duties.status.${status}`)}</Chip>{' '}
      {late === undefined ? null : (
        <Chip tone={late ? 'red' : 'green'}>{t(late ? 'duties.late' : 'duties.onTime')}</Chip>
      )}
    </>
  );
};
