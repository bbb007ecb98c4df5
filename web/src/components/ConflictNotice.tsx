import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { colon } from '../i18n/punctuation.ts';

export interface Conflict {
  readonly field: string;
  readonly label: string;
  readonly mine: string;
  readonly theirs: string;
}

interface Props {
  readonly conflicts: readonly Conflict[];
  readonly onTake: (field: string) => void;
  /** Sends what is typed once more; missing while nothing has been sent yet. */
  readonly onAgain?: () => void;
}

/** Somebody else has changed the same thing meanwhile: both side by side, nothing typed is lost, the person decides. */
export const ConflictNotice = ({ conflicts, onTake, onAgain }: Props) => {
  const { t } = useTranslation();
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      className="below"
      data-testid="conflict"
      title={t('conflict.title')}
      description={
        <>
          <p>{t('conflict.hint')}</p>
          <table className="table conflict-table">
            <thead>
              <tr>
                <th scope="col">{t('conflict.field')}</th>
                <th scope="col">{t('conflict.mine')}</th>
                <th scope="col">{t('conflict.theirs')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('conflict.take')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {conflicts.map(({ field, label, mine, theirs }) => (
                <tr key={field}>
                  <th scope="row">{label}</th>
                  <td data-label={t('conflict.mine')}>
                    <span className="wording">{mine || '—'}</span>
                  </td>
                  <td data-label={t('conflict.theirs')}>
                    <span className="wording">{theirs || '—'}</span>
                  </td>
                  <td>
                    <Button
                      size="small"
                      aria-label={`${t('conflict.take')}${colon()}${label}`}
                      onClick={() => onTake(field)}
                    >
                      {t('conflict.take')}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {onAgain ? <Button onClick={onAgain}>{t('conflict.again')}</Button> : null}
        </>
      }
    />
  );
};
