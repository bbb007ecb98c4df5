import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../../api/client-context.ts';
import { useMay } from '../../../api/me.ts';
import { type OpenExport, openExports, useOpenExports } from '../../../api/open-exports.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';

interface Props {
  readonly tenantId: string;
  readonly query: string;
  readonly findingIds?: readonly string[];
}

const sameAs =
  ({ tenantId, query, findingIds = [] }: Props) =>
  (one: OpenExport): boolean =>
    one.tenantId === tenantId && one.query === query && String(one.findingIds ?? []) === String(findingIds);

/** A workbook of exactly what is shown: filters, columns and order (K02). The frame of the pages follows its making. */
export const ExportButton = (props: Props) => {
  const { tenantId, query, findingIds } = props;
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const create = useCommand('ledgerExports.create');
  const { membership = '' } = useApi();
  const making = useOpenExports(membership).some(sameAs(props));
  if (!may('finding.export')) return null;
  const chosen = findingIds ? { findingIds: [...findingIds] } : {};
  return (
    <>
      <Button
        icon={<DownloadOutlined aria-hidden />}
        loading={create.isPending || making}
        onClick={() =>
          // A promise, not the hook's callback: that is silent when the page has been left before the answer.
          void create.mutateAsync({ params: { tenantId }, body: { query, ...chosen } }).then(
            ({ data }) => openExports.add(membership, { tenantId, exportId: data.id, query, ...chosen }),
            () => undefined,
          )
        }
      >
        {findingIds ? t('ledger.export.selected', { count: findingIds.length }) : t('ledger.export.all')}
      </Button>
      <ProblemAlert error={create.error} />
    </>
  );
};
