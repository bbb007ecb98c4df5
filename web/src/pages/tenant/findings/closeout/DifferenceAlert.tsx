import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { FindingDetail } from '../../../../api/types.ts';
import { useFinding } from '../finding-context.ts';
import { type SnapshotChange, snapshotDifference } from './snapshot-difference.ts';

const useChangeText = () => {
  const { t } = useTranslation();
  return (change: SnapshotChange): string => t(`closeout.change.${change.kind}`, { ...change });
};

interface Props {
  /** What the decider saw. */
  readonly before: FindingDetail;
  readonly onAccept: () => void;
}

/** The case changed after the decider looked: shows how, and goes on only when that was read. */
export const DifferenceAlert = ({ before, onAccept }: Props) => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const textOf = useChangeText();
  const changes = snapshotDifference(before, detail).map(textOf);
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={t('closeout.changedTitle')}
      description={
        <>
          <p>{t('closeout.changedHint')}</p>
          {changes.length > 0 ? (
            <ul>
              {changes.map((change) => (
                <li key={change}>{change}</li>
              ))}
            </ul>
          ) : (
            <p>{t('closeout.changedNothing')}</p>
          )}
          <Button onClick={onAccept}>{t('closeout.changedAccept')}</Button>
        </>
      }
    />
  );
};
