import { UNIT_MEETING_TYPES, type UnitMeetingType } from '@xuncha/domain';
import { Button, Segmented, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useMay } from '../../../api/me.ts';
import { useList } from '../../../api/use-operation.ts';
import { businessToday } from '../../../components/dates.ts';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { RequireAction } from '../../RequireAction.tsx';
import { HelpRows } from '../help/HelpRows.tsx';
import { matterPath } from '../matters/matter-path.ts';
import { useOpenOrAll } from '../matters/use-open-or-all.tsx';
import { useTenantId } from '../use-tenant-id.ts';
import { AssignmentLines } from './AssignmentLines.tsx';
import { MeetingChip, type MeetingItem } from './MeetingChip.tsx';
import { MEETING_TABS, type MeetingTab, meetingTabPath } from './meeting-tabs.ts';
import { RecordInstructionDialog } from './RecordInstructionDialog.tsx';
import { RecordMeetingDialog } from './RecordMeetingDialog.tsx';
import { YearCounts } from './YearCounts.tsx';

const MeetingRow = ({ meeting }: { readonly meeting: MeetingItem }) => {
  const { t } = useTranslation();
  return (
    <li className="card" data-testid="meeting-row">
      <div className="kind-head">
        <div>
          <h2>
            <Link to={matterPath(meeting.tenantId, 'meeting', meeting.id)}>{meeting.title}</Link>
          </h2>
          <p className="muted">
            {[
              t(`unitMeetings.type.${meeting.type}`),
              t(`unitMeetings.host.${meeting.host}`),
              meeting.date,
              meeting.round,
              meeting.actions > 0 ? t('unitMeetings.actionCount', { count: meeting.actions }) : undefined,
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <MeetingChip status={meeting.status} />
      </div>
    </li>
  );
};

interface TabProps {
  readonly tenantId: string;
}

/** The list a count has opened says which one it is. */
const YearHead = ({ category }: { readonly category: UnitMeetingType | 'instruction' }) => {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const tenantId = useTenantId();
  return (
    <p className="facts below">
      <strong>
        {t('unitMeetings.listOf', {
          year: search.get('year') ?? '',
          category: t(`unitMeetings.type.${category}`),
        })}
      </strong>
      <Link to={meetingTabPath(tenantId, category === 'instruction' ? 'instructions' : 'meetings')}>
        {t('unitMeetings.showAllAgain')}
      </Link>
    </p>
  );
};

const categoryOf = (text: string | null): UnitMeetingType | undefined =>
  UNIT_MEETING_TYPES.find((type) => type === text);

const MeetingsTab = ({ tenantId }: TabProps) => {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const [year, category] = [search.get('year'), categoryOf(search.get('category'))];
  const show = search.get('show') === 'open' ? 'open' : 'all';
  const list = useList('unitMeetings.list', {
    params: { tenantId },
    query: year && category ? { year, category } : { show },
  });
  return (
    <>
      {year && category ? (
        <YearHead category={category} />
      ) : (
        <Segmented
          className="below"
          value={show}
          onChange={(value) => setSearch(value === 'open' ? { show: 'open' } : {}, { replace: true })}
          options={[
            { value: 'all', label: t('unitMeetings.showAll') },
            { value: 'open', label: t('unitMeetings.showUnfiled') },
          ]}
        />
      )}
      <LoadedList list={list} empty={t('unitMeetings.empty')} emptyHint={t('unitMeetings.emptyHint')}>
        {(meetings) => (
          <ul className="plain-list">
            {meetings.map((meeting) => (
              <MeetingRow key={meeting.id} meeting={meeting} />
            ))}
          </ul>
        )}
      </LoadedList>
    </>
  );
};

const AssignmentsTab = ({ tenantId, kind }: TabProps & { readonly kind: 'action' | 'instruction' }) => {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const year = kind === 'instruction' && search.get('category') ? search.get('year') : null;
  const { show, choice } = useOpenOrAll(t('unitMeetings.showOpen'));
  const list = useList('assignments.list', {
    params: { tenantId },
    query: { kind, ...(year ? { year } : { show }) },
  });
  return (
    <>
      {year ? <YearHead category="instruction" /> : choice}
      <LoadedList
        list={list}
        empty={t(kind === 'action' ? 'unitMeetings.emptyActions' : 'unitMeetings.emptyInstructions')}
        emptyHint={t(
          kind === 'action' ? 'unitMeetings.emptyActionsHint' : 'unitMeetings.emptyInstructionsHint',
        )}
      >
        {(items) => (
          <div className="card">
            <AssignmentLines items={items} />
          </div>
        )}
      </LoadedList>
    </>
  );
};

const GuidanceTab = ({ tenantId }: TabProps) => {
  const { t } = useTranslation();
  return (
    <HelpRows
      tenantId={tenantId}
      kind="guidance"
      empty={t('unitMeetings.emptyGuidance')}
      emptyHint={t('unitMeetings.emptyGuidanceHint')}
    />
  );
};

const UnitMeetings = ({ tenantId }: TabProps) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const [search, setSearch] = useSearchParams();
  const tab = MEETING_TABS.find((each) => each === search.get('tab')) ?? 'meetings';
  const [year, setYear] = useState(search.get('year') ?? businessToday().slice(0, 4));
  const [dialog, setDialog] = useState<'meeting' | 'instruction'>();
  const children = {
    meetings: <MeetingsTab tenantId={tenantId} />,
    actions: <AssignmentsTab tenantId={tenantId} kind="action" />,
    instructions: <AssignmentsTab tenantId={tenantId} kind="instruction" />,
    guidance: <GuidanceTab tenantId={tenantId} />,
  };
  const close = () => setDialog(undefined);
  return (
    <>
      <PageHeader
        title={t('unitMeetings.title')}
        intro={t('unitMeetings.intro')}
        extra={
          may('unit_meeting.record') ? (
            <>
              <Button type="primary" onClick={() => setDialog('meeting')}>
                {t('unitMeetings.record')}
              </Button>
              <Button onClick={() => setDialog('instruction')}>{t('unitMeetings.recordInstruction')}</Button>
            </>
          ) : null
        }
      />
      <YearCounts tenantId={tenantId} year={year} onYear={setYear} />
      <Tabs
        activeKey={tab}
        destroyOnHidden
        onChange={(key) => setSearch(key === 'meetings' ? {} : { tab: key as MeetingTab })}
        items={MEETING_TABS.map((key) => ({
          key,
          label: t(`unitMeetings.tabs.${key}`),
          children: children[key],
        }))}
      />
      {dialog === 'meeting' ? <RecordMeetingDialog tenantId={tenantId} onClose={close} /> : null}
      {dialog === 'instruction' ? <RecordInstructionDialog tenantId={tenantId} onClose={close} /> : null}
    </>
  );
};

/** Route /t/:tenantId/unit-meetings: meetings, agreed actions, instructions, guidance. */
export default function UnitMeetingsPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="matter.read" tenantId={tenantId}>
      <UnitMeetings key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
