import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import type { OutputOf } from '@xuncha/contracts';
import { Button } from 'antd';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../../api/client-context.ts';
import { useMay } from '../../../api/me.ts';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { ClassifiedNotice } from '../../../components/ClassifiedNotice.tsx';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { showInstant } from '../../../components/dates.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { saveFile } from '../../../components/save-file.ts';
import { useToast } from '../../../components/use-toast.ts';

type Template = OutputOf<'planTemplates.get'>;
interface Props {
  readonly tenantId: string;
  readonly template: Template;
  readonly etag: string | undefined;
}

/** 32 kB at a time: more arguments than that no call takes. */
const STEP = 32 * 1024;
const base64Of = (bytes: Uint8Array): string => {
  let letters = '';
  for (let at = 0; at < bytes.length; at += STEP)
    letters += String.fromCharCode(...bytes.subarray(at, at + STEP));
  return btoa(letters);
};

const Upload = ({ tenantId, etag }: Omit<Props, 'template'>) => {
  const { t } = useTranslation();
  const toast = useToast();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const save = useCommand('planTemplates.set', ['planTemplates.get']);
  const choose = async (file: File | undefined) => {
    if (!file) return;
    const base64 = base64Of(new Uint8Array(await file.arrayBuffer()));
    save.mutate(
      { params: { tenantId }, body: { fileName: file.name, base64 }, ifMatch: etag },
      { onSuccess: () => toast.success(t('plan.template.saved')) },
    );
    if (input.current) input.current.value = '';
  };
  return (
    <>
      <ClassifiedNotice kind="upload" />
      <input
        ref={input}
        id={id}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        accept=".docx"
        aria-label={t('plan.template.choose')}
        onChange={(event) => void choose(event.target.files?.[0])}
      />
      <Button icon={<UploadOutlined />} loading={save.isPending} onClick={() => input.current?.click()}>
        {t('plan.template.choose')}
      </Button>
      <ProblemAlert error={save.error} />
    </>
  );
};

const RemoveButton = ({ tenantId, etag }: Omit<Props, 'template'>) => {
  const { t } = useTranslation();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const remove = useCommand('planTemplates.remove', ['planTemplates.get']);
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('plan.template.remove')}</Button>
      {asking ? (
        <ConfirmDialog
          title={t('plan.template.remove')}
          hint={t('plan.template.removeHint')}
          submitText={t('plan.template.remove')}
          pending={remove.isPending}
          error={remove.error}
          onClose={() => setAsking(false)}
          onSubmit={() =>
            remove.mutate(
              { params: { tenantId }, ifMatch: etag },
              {
                onSuccess: () => {
                  toast.success(t('plan.template.removed'));
                  setAsking(false);
                },
              },
            )
          }
        />
      ) : null}
    </>
  );
};

const SampleButton = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const { client } = useApi();
  const [error, setError] = useState<unknown>();
  const take = () =>
    client
      .call('planTemplates.sample', { params: { tenantId } })
      .then(({ data }) => saveFile(data), setError);
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => void take()}>
        {t('plan.template.sample')}
      </Button>
      <ProblemAlert error={error} />
    </>
  );
};

const Names = ({ template }: Pick<Props, 'template'>) => {
  const { t } = useTranslation();
  return (
    <>
      <p>
        {t('plan.template.required')} {template.required.map((name) => `{{${name}}}`).join(' ')}
      </p>
      {template.placeholders.map(({ name, texts }) => (
        <details key={name} className="why">
          <summary>
            {name
              ? t('plan.template.inside', { open: `{{#${name}}}`, close: `{{/${name}}}` })
              : t('plan.template.anywhere')}
          </summary>
          <p>{texts.map((text) => `{{${text}}}`).join(' ')}</p>
        </details>
      ))}
    </>
  );
};

/** The unit's own Word form of the plan: uploaded, checked, used from the next export on. */
export const PlanTemplateTab = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const query = useOperation('planTemplates.get', { params: { tenantId } });
  return (
    <Loaded query={query}>
      {(template, etag) => (
        <>
          <p>{t('plan.template.hint')}</p>
          <p>
            <strong>{template.fileName ?? t('plan.template.house')}</strong>{' '}
            {template.changedAt ? (
              <span className="muted">
                {t('plan.standards.version', {
                  version: template.version,
                  name: template.changedByName ?? '',
                  at: showInstant(template.changedAt),
                })}
              </span>
            ) : null}
          </p>
          <Names template={template} />
          <div className="actions">
            <SampleButton tenantId={tenantId} />
            {template.fileName && may('plan.template') ? (
              <RemoveButton tenantId={tenantId} etag={etag} />
            ) : null}
          </div>
          {may('plan.template') ? <Upload tenantId={tenantId} etag={etag} /> : null}
        </>
      )}
    </Loaded>
  );
};
