import { FileWordOutlined } from '@ant-design/icons';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../api/use-operation.ts';
import { ClassifiedNotice } from '../../../components/ClassifiedNotice.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { ReasonDialog } from '../../../components/ReasonDialog.tsx';
import { saveFile } from '../../../components/save-file.ts';
import { useToast } from '../../../components/use-toast.ts';
import type { DutyDetail } from './duty-chips.tsx';

interface Props {
  readonly duty: DutyDetail;
  readonly etag: string | undefined;
}

/** What this person may do with the report now, as the server says. */
export const DutySteps = ({ duty, etag: ifMatch }: Props) => {
  const { t } = useTranslation();
  const toast = useToast();
  const params = { tenantId: duty.tenantId, dutyId: duty.id };
  const made = useCommand('duties.export', ['duties.get']);
  const submit = useCommand('duties.submit', ['duties.get', 'duties.list', 'inbox.list']);
  const decide = useCommand('duties.decide', ['duties.get', 'duties.list', 'inbox.list', 'groupDuties.list']);
  const [returning, setReturning] = useState(false);
  const can = (step: DutyDetail['possible'][number]) => duty.possible.includes(step);
  if (duty.possible.length === 0) return null;
  return (
    <section className="card" aria-label={t('duties.steps')}>
      {can('export') ? <ClassifiedNotice kind="export" /> : null}
      <div className="actions">
        {can('export') ? (
          <Button
            icon={<FileWordOutlined />}
            loading={made.isPending}
            onClick={() => made.mutate({ params }, { onSuccess: ({ data }) => saveFile(data) })}
          >
            {t('duties.word')}
          </Button>
        ) : null}
        {can('submit') ? (
          <Popconfirm
            title={t('duties.submitSure')}
            onConfirm={() =>
              submit.mutate({ params, ifMatch }, { onSuccess: () => toast.success(t('duties.submitted')) })
            }
          >
            <Button type="primary" loading={submit.isPending}>
              {t('duties.submit')}
            </Button>
          </Popconfirm>
        ) : null}
        {can('decide') ? (
          <>
            <Popconfirm
              title={t('duties.acceptSure')}
              onConfirm={() =>
                decide.mutate(
                  { params, ifMatch, body: { outcome: 'accepted' } },
                  { onSuccess: () => toast.success(t('duties.status.accepted')) },
                )
              }
            >
              <Button type="primary" loading={decide.isPending}>
                {t('duties.accept')}
              </Button>
            </Popconfirm>
            <Button danger onClick={() => setReturning(true)}>
              {t('duties.return')}
            </Button>
          </>
        ) : null}
      </div>
      <ProblemAlert error={made.error} />
      <ProblemAlert error={submit.error} />
      <ProblemAlert error={returning ? undefined : decide.error} />
      <ReasonDialog
        open={returning}
        title={t('duties.return')}
        hint={t('duties.returnHint')}
        danger
        pending={decide.isPending}
        error={decide.error}
        onClose={() => setReturning(false)}
        onSubmit={(reason) =>
          decide.mutate(
            { params, ifMatch, body: { outcome: 'returned', reason } },
            { onSuccess: () => setReturning(false) },
          )
        }
      />
    </section>
  );
};
