import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import { useList } from '../../../api/use-operation.ts';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { colon, listMark } from '../../../i18n/punctuation.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { MatterRow } from '../matters/MatterRow.tsx';
import { useOpenOrAll } from '../matters/use-open-or-all.tsx';
import { useTenantId } from '../use-tenant-id.ts';
import { PlanTalkDialog } from './PlanTalkDialog.tsx';
import { type TalkItem, TalkStateChip } from './TalkStateChip.tsx';

const TalkRow = ({ talk }: { readonly talk: TalkItem }) => {
  const { t } = useTranslation();
  return (
    <MatterRow
      matter={talk}
      facts={[
        t(`orders.issuer.${talk.host}`),
        `${t('talks.talkers')}${colon()}${talk.talkers.join(listMark())}`,
        `${t('talks.date')}${colon()}${talk.date}`,
        talk.departmentName,
      ]}
      chips={<TalkStateChip status={talk.status} />}
      dueLabel={t('talks.due')}
      testId="talk-row"
    />
  );
};

const Talks = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const { show, choice } = useOpenOrAll();
  const list = useList('talks.list', { params: { tenantId }, query: { show } });
  const [planning, setPlanning] = useState(false);
  return (
    <>
      <PageHeader
        title={t('talks.title')}
        intro={t('talks.intro')}
        extra={
          may('talk.edit') ? (
            <Button type="primary" onClick={() => setPlanning(true)}>
              {t('talks.plan')}
            </Button>
          ) : null
        }
      />
      {choice}
      <LoadedList list={list} empty={t('talks.empty')} emptyHint={t('talks.emptyHint')}>
        {(talks) => (
          <ul className="plain-list">
            {talks.map((talk) => (
              <TalkRow key={talk.id} talk={talk} />
            ))}
          </ul>
        )}
      </LoadedList>
      {planning ? <PlanTalkDialog tenantId={tenantId} onClose={() => setPlanning(false)} /> : null}
    </>
  );
};

/** Route /t/:tenantId/talks. */
export default function TalksPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="talk.read" tenantId={tenantId}>
      <Talks key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
