import { useQuery } from '@tanstack/react-query';
import { previewTypeOf } from '@xuncha/domain';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/client-context.ts';
import { Dialog } from '../components/Dialog.tsx';
import { Waiting } from '../components/Loaded.tsx';
import { ProblemAlert } from '../components/ProblemAlert.tsx';

const PdfPages = lazy(() => import('./PdfPages.tsx'));
const PlainText = lazy(() => import('./PlainText.tsx'));

/** Held in memory while it is shown; what is bigger is downloaded and opened by the computer's own program. */
const MAX_PREVIEW_BYTES = 80 * 1024 ** 2;

export const canPreview = (item: { readonly fileName: string; readonly size: number }): boolean =>
  previewTypeOf(item.fileName) !== undefined && item.size <= MAX_PREVIEW_BYTES;

interface ShownProps {
  readonly data: Uint8Array;
  readonly type: string;
  readonly name: string;
}

/** A picture from bytes under a type of ours: whatever they are, the browser can only draw them. */
const Picture = ({ data, type, name }: ShownProps) => {
  const { t } = useTranslation();
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([data.slice()], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [data, type]);
  return url ? <img className="preview-picture" src={url} alt={t('preview.of', { name })} /> : null;
};

const Shown = (props: ShownProps) => {
  if (props.type === 'application/pdf') return <PdfPages data={props.data} name={props.name} />;
  if (props.type === 'text/plain') return <PlainText data={props.data} name={props.name} />;
  return <Picture {...props} />;
};

interface ContentProps {
  readonly tenantId: string;
  readonly findingId: string;
  readonly item: { readonly id: string; readonly fileName: string };
}

/** A verified picture, PDF or plain text, drawn where it stands. */
export const PreviewContent = ({ tenantId, findingId, item }: ContentProps) => {
  const { t } = useTranslation();
  const { client } = useApi();
  const { id: evidenceId, fileName } = item;
  const type = previewTypeOf(fileName) ?? '';
  const { data, error, refetch } = useQuery({
    queryKey: ['preview', tenantId, findingId, evidenceId],
    queryFn: async () => {
      const { data: link } = await client.call('evidence.preview', {
        params: { tenantId, findingId, evidenceId },
      });
      const answer = await fetch(link.url);
      if (!answer.ok) throw new TypeError(`the file answered ${answer.status}`);
      return new Uint8Array(await answer.arrayBuffer());
    },
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      <ProblemAlert error={error} title={t('preview.failed')} onRetry={() => void refetch()} />
      {data || error ? null : <Waiting />}
      {data ? (
        <Suspense fallback={<Waiting />}>
          <Shown data={data} type={type} name={fileName} />
        </Suspense>
      ) : null}
    </>
  );
};

/** Shows a verified picture, PDF or plain text above the page. */
export const PreviewDialog = ({ onClose, ...of }: ContentProps & { readonly onClose: () => void }) => (
  <Dialog
    open
    title={of.item.fileName}
    onCancel={onClose}
    footer={null}
    width={960}
    className="preview-dialog"
  >
    <PreviewContent {...of} />
  </Dialog>
);
