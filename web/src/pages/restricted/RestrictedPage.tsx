import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, useParams } from 'react-router';
import { useMay } from '../../api/me.ts';
import { MessagePage } from '../../components/MessagePage.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { BriefingRecord, DraftBriefing } from './BriefingRecord.tsx';
import { InterviewRecord, PlanInterview } from './InterviewRecord.tsx';
import { AddLeaderFeedback, LeaderFeedbackRecord } from './LeaderFeedbackRecord.tsx';
import { ReferralRecord, SendReferral } from './ReferralRecord.tsx';
import { RestrictedFrame } from './RestrictedFrame.tsx';
import { RestrictedList } from './RestrictedList.tsx';
import { RESTRICTED_SECTIONS, type RestrictedSection, restrictedPath } from './restricted-path.ts';

type RecordClass = RestrictedSection['recordClass'];

const DIALOGS: Readonly<Record<RecordClass, (props: { readonly onClose: () => void }) => ReactNode>> = {
  interview: PlanInterview,
  briefing: DraftBriefing,
  leader_feedback: AddLeaderFeedback,
  referral: SendReferral,
};
const RECORDS: Readonly<Record<RecordClass, (props: { readonly id: string }) => ReactNode>> = {
  interview: InterviewRecord,
  briefing: BriefingRecord,
  leader_feedback: LeaderFeedbackRecord,
  referral: ReferralRecord,
};

const Section = ({
  section,
  sections,
}: {
  readonly section: RestrictedSection;
  readonly sections: readonly RestrictedSection[];
}) => {
  const { t } = useTranslation();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const { recordClass } = section;
  const Dialog = DIALOGS[recordClass];
  return (
    <>
      <PageHeader
        title={t('restricted.title')}
        intro={t('restricted.intro')}
        extra={
          may(section.edit) ? (
            <Button type="primary" onClick={() => setAdding(true)}>
              {t(`restricted.new.${recordClass}`)}
            </Button>
          ) : undefined
        }
      />
      <nav aria-label={t('restricted.title')} className="restricted-tabs below">
        {sections.map((each) => (
          <NavLink key={each.recordClass} to={restrictedPath(each.recordClass)}>
            {t(`restricted.class.${each.recordClass}`)}
          </NavLink>
        ))}
      </nav>
      <section className="card" key={recordClass}>
        <RestrictedList recordClass={recordClass} canAdd={may(section.edit)} />
      </section>
      {adding ? <Dialog onClose={() => setAdding(false)} /> : null}
    </>
  );
};

/** Routes /restricted, /restricted/:folder and /restricted/:folder/:id; the server says which of them are open. */
export default function RestrictedPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { folder, id } = useParams();
  const sections = RESTRICTED_SECTIONS.filter(({ read }) => may(read));
  const section = folder ? sections.find((one) => one.folder === folder) : sections[0];
  if (!section) return <MessagePage title={t('problem.forbiddenTitle')} hint={t('problem.forbiddenHint')} />;
  if (!folder) return <Navigate replace to={restrictedPath(section.recordClass)} />;
  const Record = RECORDS[section.recordClass];
  return (
    <RestrictedFrame>
      {id ? (
        <Record key={id} id={id} />
      ) : (
        <Section key={section.folder} section={section} sections={sections} />
      )}
    </RestrictedFrame>
  );
}
