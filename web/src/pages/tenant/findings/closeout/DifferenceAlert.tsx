import { differenceBetween } from '@xuncha/domain';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { FindingDetail } from '../../../../api/types.ts';
import { useFinding } from '../finding-context.ts';
import { DifferenceList } from './DifferenceList.tsx';
import { presentVersion, replacementsOf } from './versions.ts';

interface Props {
  /** What the decider saw. */
  readonly before: FindingDetail;
  readonly onAccept: () => void;
}

/** The case changed after the decider looked: shows how, and goes on only when that was read. */
export const DifferenceAlert = ({ before, onAccept }: Props) => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const difference = differenceBetween(
    presentVersion(before),
    presentVersion(detail),
    replacementsOf(detail),
  );
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={t('closeout.changedTitle')}
      description={
        <>
          <p>{t('closeout.changedHint')}</p>
          <DifferenceList difference={difference} />
          <Button onClick={onAccept}>{t('closeout.changedAccept')}</Button>
        </>
      }
    />
  );
};
