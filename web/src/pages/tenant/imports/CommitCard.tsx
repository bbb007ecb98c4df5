import { Alert, Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { ImportDetail } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { HelpedItem } from '../../../components/FieldHelp.tsx';
import { PageForm } from '../../../components/PageForm.tsx';
import { importableOf } from './import-work.ts';

interface Values {
  readonly round: string;
  readonly title: string;
  readonly onlyGood: boolean;
}

/** Names the round and the batch, and turns the preview into drafts. */
export const CommitCard = ({ detail }: { readonly detail: ImportDetail }) => {
  const { t } = useTranslation();
  const may = useMay(detail.tenantId);
  const [form] = Form.useForm<Values>();
  const onlyGood = Form.useWatch('onlyGood', form) ?? false;
  const round = Form.useWatch('round', form);
  const commit = useCommand('imports.commit', [
    'imports.get',
    'imports.list',
    'batches.list',
    'findings.list',
  ]);
  const { totals } = detail;
  if (!totals || !may('import.edit')) return null;
  const importable = importableOf(totals);
  const blocked = totals.errors > 0 && !onlyGood;
  // What this round has already may be new in another one; the server looks again.
  const nothing = importable === 0 && (totals.duplicates === 0 || round?.trim() === detail.round);
  const required = { required: true, whitespace: true, message: t('validation.required') };
  return (
    <section className="card" aria-labelledby="commit-title">
      <h2 id="commit-title">{t('imports.commit')}</h2>
      {totals.errors > 0 ? (
        <Alert type="warning" showIcon title={t('imports.hasErrors', { count: totals.errors })} />
      ) : null}
      <PageForm<Values>
        name="commit"
        form={form}
        className="spaced"
        pending={commit.isPending}
        error={commit.error}
        submitText={t('imports.commitButton', { count: importable })}
        submitDisabled={nothing || blocked}
        initialValues={{ round: detail.round, title: detail.meta?.title, onlyGood: false }}
        onSubmit={(body) =>
          commit.mutate({ params: { tenantId: detail.tenantId, importId: detail.id }, body })
        }
      >
        <div className="two-columns">
          <HelpedItem
            rule="importRound"
            name="round"
            label={t('imports.round')}
            extra={t('imports.roundHint')}
            rules={[required]}
          >
            <Input maxLength={60} />
          </HelpedItem>
          <HelpedItem rule="importTitle" name="title" label={t('imports.batchTitle')} rules={[required]}>
            <Input maxLength={100} />
          </HelpedItem>
        </div>
        <Form.Item name="onlyGood" valuePropName="checked" hidden={totals.errors + totals.duplicates === 0}>
          <Checkbox>{t('imports.onlyGoodFirst', { count: importable })}</Checkbox>
        </Form.Item>
      </PageForm>
    </section>
  );
};
