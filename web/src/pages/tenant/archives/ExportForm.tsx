import { ProblemError } from '@xuncha/contracts';
import { Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useList, useOperation } from '../../../api/use-operation.ts';
import { ClassifiedNotice } from '../../../components/ClassifiedNotice.tsx';
import { HelpedItem } from '../../../components/FieldHelp.tsx';
import { Notice } from '../../../components/Notice.tsx';
import { PageForm } from '../../../components/PageForm.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { showBytes } from '../../../components/sizes.ts';
import { useToast } from '../../../components/use-toast.ts';
import { told } from '../../../i18n/server-words.ts';

interface Scope {
  kind: 'tenant' | 'round' | 'finding';
  batchId?: string;
  findingId?: string;
}

interface Values {
  readonly scope: Scope;
  readonly purpose: string;
  readonly onMissing: 'fail' | 'list';
}

/** What the export will hold and take, as soon as the scope is chosen. */
const Estimate = ({ tenantId, scope }: { readonly tenantId: string; readonly scope: Scope }) => {
  const { t } = useTranslation();
  const complete = scope.kind === 'tenant' || Boolean(scope.batchId ?? scope.findingId);
  const estimate = useOperation(
    'archives.estimate',
    { params: { tenantId }, query: { ...scope } },
    { enabled: complete },
  );
  if (!complete) return null;
  // A unit without feedback has nothing to export yet: nothing went wrong.
  if (estimate.error instanceof ProblemError && estimate.error.code === 'archive_empty')
    return <Notice tone="info" className="below" title={told(estimate.error)} />;
  if (estimate.error) return <ProblemAlert error={estimate.error} onRetry={() => estimate.refetch()} />;
  const data = estimate.data?.data;
  if (!data)
    return (
      <p className="muted below" role="status">
        {t('archives.estimating')}
      </p>
    );
  return (
    <p className="below" role="status">
      {t(data.exact ? 'archives.estimateExact' : 'archives.estimate', {
        findings: data.findings,
        matters: data.matters,
        files: data.files,
        size: showBytes(data.bytes),
        minutes: Math.max(1, Math.ceil(data.seconds / 60)),
      })}
      {data.bags > 1 ? t('archives.estimateBags', { count: data.bags }) : ''}
    </p>
  );
};

const FindingChoice = ({
  tenantId,
  ...field
}: {
  readonly tenantId: string;
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (findingId: string) => void;
}) => {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const { items, query } = useList('findings.list', {
    params: { tenantId },
    query: { q: q || undefined, limit: 20 },
  });
  return (
    <Select
      {...field}
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={query.isFetching}
      placeholder={t('archives.findingHint')}
      options={items.map(({ id, no, title }) => ({ value: id, label: `${no} ${title}` }))}
    />
  );
};

/** Asks for scope and purpose; the export itself is recorded. */
export const ExportForm = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch(['scope', 'kind'], form) ?? 'tenant';
  const batchId = Form.useWatch(['scope', 'batchId'], form);
  const findingId = Form.useWatch(['scope', 'findingId'], form);
  const batches = useList(
    'batches.list',
    { params: { tenantId }, query: { limit: 100 } },
    { enabled: kind === 'round' },
  );
  const create = useCommand('archives.export', ['archives.list']);
  const chosen = { required: true, message: t('validation.requiredChoice') };
  return (
    <section className="card" aria-labelledby="export-title">
      <h2 id="export-title">{t('archives.create')}</h2>
      <ClassifiedNotice kind="export" />
      <PageForm<Values>
        name="export"
        form={form}
        className="spaced"
        again
        pending={create.isPending}
        error={create.error}
        submitText={t('archives.submit')}
        initialValues={{ scope: { kind: 'tenant' }, onMissing: 'fail' }}
        onSubmit={(body) =>
          create.mutate(
            { params: { tenantId }, body },
            {
              onSuccess: ({ data }) =>
                toast.success(t(data.status === 'requested' ? 'archives.asked' : 'archives.queued')),
            },
          )
        }
      >
        <Form.Item name={['scope', 'kind']} label={t('archives.scope')}>
          <Radio.Group
            options={(['tenant', 'round', 'finding'] as const).map((value) => ({
              value,
              label: t(`archives.kind.${value}`),
            }))}
          />
        </Form.Item>
        {kind === 'round' ? (
          <Form.Item name={['scope', 'batchId']} label={t('archives.chooseBatch')} rules={[chosen]}>
            <Select
              loading={batches.query.isLoading}
              options={batches.items.map(({ id, title, round }) => ({
                value: id,
                label: `${round} ${title}`,
              }))}
            />
          </Form.Item>
        ) : null}
        {kind === 'finding' ? (
          <Form.Item name={['scope', 'findingId']} label={t('archives.chooseFinding')} rules={[chosen]}>
            <FindingChoice tenantId={tenantId} />
          </Form.Item>
        ) : null}
        <Form.Item
          name="purpose"
          label={t('field.purpose')}
          extra={t('archives.purposeHint')}
          rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <HelpedItem rule="exportMissing" name="onMissing" label={t('archives.onMissing')}>
          <Radio.Group
            options={(['fail', 'list'] as const).map((value) => ({
              value,
              label: t(`archives.missingChoice.${value}`),
            }))}
          />
        </HelpedItem>
        <Estimate
          tenantId={tenantId}
          scope={{
            kind,
            ...(kind === 'round' && batchId ? { batchId } : {}),
            ...(kind === 'finding' && findingId ? { findingId } : {}),
          }}
        />
      </PageForm>
    </section>
  );
};
