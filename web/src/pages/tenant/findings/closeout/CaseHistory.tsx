import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CloseoutCase } from '../../../../api/types.ts';
import { useOperation } from '../../../../api/use-operation.ts';
import { Dialog } from '../../../../components/Dialog.tsx';
import { dayOf } from '../../../../components/dates.ts';
import { Loaded } from '../../../../components/Loaded.tsx';
import { colon } from '../../../../i18n/punctuation.ts';
import { useFinding } from '../finding-context.ts';
import { CompareButton } from './CompareDialog.tsx';

const saveText = (fileName: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = fileName;
  anchor.click();
  URL.revokeObjectURL(url);
};

const SnapshotDialog = ({ of, onClose }: { readonly of: CloseoutCase; readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const { tenantId, findingId } = useFinding();
  const query = useOperation('closeouts.snapshot', { params: { tenantId, findingId, caseId: of.id } });
  return (
    <Dialog
      open
      title={t('closeout.snapshotTitle')}
      onCancel={onClose}
      footer={<Button onClick={onClose}>{t('action.close')}</Button>}
    >
      <p>{t('closeout.snapshotHint')}</p>
      <Loaded query={query} rows={2}>
        {({ hash, snapshot }) => (
          <>
            <p>
              {t('closeout.snapshotHash')}
              {colon()}
              <code className="hash">{hash}</code>
            </p>
            <Button
              onClick={() => saveText(`${of.closeoutNo ?? of.id}.json`, JSON.stringify(snapshot, null, 2))}
            >
              {t('closeout.snapshotDownload')}
            </Button>
          </>
        )}
      </Loaded>
    </Dialog>
  );
};

/** Cases that ended, with their frozen snapshots. */
export const CaseHistory = () => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const [open, setOpen] = useState<CloseoutCase>();
  const ended = detail.cases.filter(({ status }) => status !== 'running');
  if (ended.length === 0) return null;
  return (
    <div className="history">
      <div className="kind-head">
        <h3>{t('closeout.history')}</h3>
        <CompareButton />
      </div>
      <ul className="plain-list">
        {ended.map((each) => (
          <li key={each.id} className="history-row">
            <span>
              {dayOf(each.application.at)} {each.application.byName} ·{' '}
              {t(`closeout.caseStatus.${each.status}`)}
              {each.closeoutNo ? ` · ${each.closeoutNo}` : ''}
              {each.endedAt ? ` · ${dayOf(each.endedAt)}` : ''}
            </span>
            {each.frozen ? (
              <Button size="small" onClick={() => setOpen(each)}>
                {t('closeout.snapshot')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {open ? <SnapshotDialog of={open} onClose={() => setOpen(undefined)} /> : null}
    </div>
  );
};
