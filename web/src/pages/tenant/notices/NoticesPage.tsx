import { NOTICE_AUDIENCES, type NoticeAudience } from '@xuncha/domain';
import { Button, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMay } from '../../../api/me.ts';
import { useCommand, useList } from '../../../api/use-operation.ts';
import { DueText } from '../../../components/DueText.tsx';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { LinkButton } from '../../../components/LinkButton.tsx';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { colon } from '../../../i18n/punctuation.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { matterPath } from '../matters/matter-path.ts';
import { useTenantId } from '../use-tenant-id.ts';
import { NoticeChip } from './notice-chip.tsx';

interface DraftValues {
  readonly batchId: string;
  readonly audience: NoticeAudience;
  readonly title: string;
}

const DraftDialog = ({ tenantId, onClose }: { readonly tenantId: string; readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const batches = useList('batches.list', { params: { tenantId } });
  const draft = useCommand('notices.draft', ['notices.list']);
  const required = [{ required: true, whitespace: true, message: t('validation.required') }];
  return (
    <FormDialog<DraftValues>
      open
      title={t('notices.new')}
      hint={t('notices.newHint')}
      initialValues={{ audience: 'internal' }}
      pending={draft.isPending}
      error={draft.error}
      onClose={onClose}
      onSubmit={(body) =>
        draft.mutate(
          { params: { tenantId }, body },
          { onSuccess: ({ data }) => void navigate(matterPath(tenantId, 'notice', data.id)) },
        )
      }
    >
      <Form.Item name="batchId" label={t('notices.batch')} rules={required}>
        <Select
          options={batches.items
            .filter(({ status }) => status === 'published')
            .map(({ id, title }) => ({ value: id, label: title }))}
        />
      </Form.Item>
      <Form.Item name="audience" label={t('notices.audienceLabel')} rules={required}>
        <Radio.Group
          options={NOTICE_AUDIENCES.map((value) => ({ value, label: t(`notices.audience.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="title" label={t('notices.titleLabel')} rules={required}>
        <Input maxLength={80} showCount />
      </Form.Item>
    </FormDialog>
  );
};

const Notices = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const [drafting, setDrafting] = useState(false);
  const list = useList('notices.list', { params: { tenantId } });
  return (
    <>
      <PageHeader
        title={t('notices.title')}
        intro={t('notices.intro')}
        extra={
          may('notice.write') ? (
            <Button type="primary" onClick={() => setDrafting(true)}>
              {t('notices.new')}
            </Button>
          ) : null
        }
      />
      <section className="card">
        <LoadedList list={list} empty={t('notices.empty')} emptyHint={t('notices.emptyHint')}>
          {(notices) => (
            <ul className="plain-list">
              {notices.map((notice) => (
                <li key={notice.id} className="list-row list-row-split" data-testid="notice-row">
                  <div className="row-text">
                    <strong>{notice.title}</strong> <NoticeChip {...notice} />
                    <p className="muted">
                      {[
                        t(`notices.audience.${notice.audience}`),
                        notice.batchTitle,
                        notice.publishedOn
                          ? t('notices.publishedOn', { date: notice.publishedOn })
                          : undefined,
                        notice.comments > 0
                          ? t('notices.commentCount', { count: notice.comments, open: notice.commentsOpen })
                          : undefined,
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </p>
                    {notice.due ? (
                      <p>
                        {t('notices.until')} <DueText due={notice.due.date} ended={!notice.open} />
                      </p>
                    ) : null}
                  </div>
                  <LinkButton
                    to={matterPath(tenantId, 'notice', notice.id)}
                    aria-label={`${t('action.open')}${colon()}${notice.title}`}
                  >
                    {t('action.open')}
                  </LinkButton>
                </li>
              ))}
            </ul>
          )}
        </LoadedList>
      </section>
      {drafting ? <DraftDialog tenantId={tenantId} onClose={() => setDrafting(false)} /> : null}
    </>
  );
};

/** Route /t/:tenantId/notices. */
export default function NoticesPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="notice.read" tenantId={tenantId}>
      <Notices key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
