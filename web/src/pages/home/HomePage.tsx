import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../../api/me.ts';
import { TourInvitation } from '../../help/TourInvitation.tsx';
import { RequireAction } from '../RequireAction.tsx';
import { GroupOverview } from './GroupOverview.tsx';
import { Inbox } from './Inbox.tsx';
import { Started } from './Started.tsx';
import { UnitOverview } from './UnitOverview.tsx';

/** What is waiting for me, and how things stand. */
export default function HomePage() {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const own = me.current.tenantId;
  return (
    <RequireAction action="inbox.read">
      <TourInvitation />
      <Inbox />
      <Started />
      {may('tenant.list') ? <GroupOverview /> : null}
      {me.current.tenantKind === 'subsidiary' && may('finding.read') ? (
        <UnitOverview tenantId={own} title={t('home.overview')} />
      ) : null}
    </RequireAction>
  );
}
