import type { Action } from '@xuncha/domain';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/me.ts';
import { MessagePage } from '../components/MessagePage.tsx';

interface Props {
  readonly action: Action;
  readonly tenantId?: string;
  readonly children: ReactNode;
}

/** Shows the page only to those the server says may see it; others learn what to do instead. */
export const RequireAction = ({ action, tenantId, children }: Props) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  if (may(action)) return <>{children}</>;
  return <MessagePage title={t('problem.forbiddenTitle')} hint={t('problem.forbiddenHint')} />;
};
