import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { LinkButton } from '../../../components/LinkButton.tsx';

/** Nothing found, or nothing there yet: whoever may import is led there. */
export const NoLines = ({
  tenantId,
  filtered,
}: {
  readonly tenantId: string;
  readonly filtered: boolean;
}) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  if (filtered) return <EmptyState title={t('ledger.empty')} hint={t('ledger.emptyHint')} />;
  return (
    <EmptyState
      title={t('ledger.none')}
      hint={t('ledger.noneHint')}
      action={
        may('import.edit') ? (
          <LinkButton type="primary" to={`/t/${tenantId}/imports`}>
            {t('nav.imports')}
          </LinkButton>
        ) : undefined
      }
    />
  );
};
