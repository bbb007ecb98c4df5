import { isOpen } from '@xuncha/domain';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../../api/me.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { DueText } from '../../../../components/DueText.tsx';
import { inWords } from '../../../../i18n/server-words.ts';
import { useCan, useFinding } from '../finding-context.ts';
import { AskExtensionDialog } from './AskExtensionDialog.tsx';
import { AskGuidanceDialog, AskHelpDialog } from './AskHelpDialog.tsx';
import { DecideExtensionDialog } from './DecideExtensionDialog.tsx';
import { GreenChannelDialog } from './GreenChannelDialog.tsx';
import { RequestHistory } from './RequestHistory.tsx';
import { StageDialog } from './StageDialog.tsx';
import { WithdrawExtensionDialog } from './WithdrawExtensionDialog.tsx';

/** The request that waits: what for, why, and by when it should be decided. */
const PendingExtension = () => {
  const { t } = useTranslation();
  const { finding, requests } = useFinding().detail;
  const { extension } = finding;
  if (!extension) return null;
  const asked = requests.find(
    ({ type, extensionId }) => type === 'extension.asked' && extensionId === extension.id,
  );
  return (
    <div className="pending-request" data-testid="pending-extension">
      <p>
        <strong>
          {extension.seq === undefined
            ? t('course.askedForFinding', { name: extension.byName, from: extension.from, to: extension.to })
            : t('course.askedForMeasure', {
                name: extension.byName,
                seq: extension.seq,
                from: extension.from,
                to: extension.to,
              })}
        </strong>
      </p>
      {asked ? <p className="wording">{asked.reason}</p> : null}
      <p>
        {t('course.decidedBy', { role: t(`role.${extension.decider}`) })} <DueText due={extension.due} />
      </p>
      {asked?.dueWhy ? (
        <details className="why">
          <summary>{t('finding.dueWhy')}</summary>
          <p>{inWords(asked.dueWhy)}</p>
        </details>
      ) : null}
    </div>
  );
};

const DIALOGS = {
  ask: AskExtensionDialog,
  help: AskHelpDialog,
  guidance: AskGuidanceDialog,
  decide: DecideExtensionDialog,
  withdraw: WithdrawExtensionDialog,
  stage: StageDialog,
  green: GreenChannelDialog,
};

/** How rectification goes on beside the measures: stage acceptance, other dates, green channel (F04, F06). */
export const CourseCard = () => {
  const { t } = useTranslation();
  const can = useCan();
  const { tenantId, detail } = useFinding();
  const may = useMay(tenantId);
  const { finding, requests } = detail;
  const [open, setOpen] = useState<keyof typeof DIALOGS>();
  const actions: { key: keyof typeof DIALOGS; label: string; primary?: boolean; shown: boolean }[] = [
    { key: 'decide', label: t('course.decide'), primary: true, shown: can('extensions.decide') },
    { key: 'withdraw', label: t('course.withdraw'), shown: can('extensions.withdraw') },
    { key: 'ask', label: t('course.ask'), shown: can('extensions.ask') },
    { key: 'help', label: t('help.ask.help'), shown: may('help.ask') && isOpen(finding.state) },
    { key: 'guidance', label: t('help.ask.guidance'), shown: may('help.ask') && isOpen(finding.state) },
    { key: 'stage', label: t('course.stage'), shown: can('stages.decide') },
    {
      key: 'green',
      label: finding.green ? t('course.greenOff') : t('course.greenOn'),
      shown: can('findings.greenChannel'),
    },
  ];
  const shown = actions.filter((action) => action.shown);
  if (shown.length === 0 && requests.length === 0 && !finding.green) return null;
  const Dialog = open && DIALOGS[open];
  return (
    <section className="card" id="course" aria-labelledby="course-title">
      <h2 id="course-title">{t('course.title')}</h2>
      <div className="facts">
        {finding.result ? <span>{t(`course.result.${finding.result}`)}</span> : null}
        {finding.stage ? (
          <Chip tone={finding.stage.outcome === 'accepted' ? 'green' : 'amber'}>
            {t(`course.stageOutcome.${finding.stage.outcome}`, { on: finding.stage.on })}
          </Chip>
        ) : null}
        {finding.green ? (
          <Chip tone="green">{t('course.greenSince', { date: finding.green.since })}</Chip>
        ) : null}
        {finding.extensions > 0 ? <span>{t('course.extensions', { count: finding.extensions })}</span> : null}
      </div>
      <PendingExtension />
      {shown.length > 0 ? (
        <div className="actions">
          {shown.map(({ key, label, primary }) => (
            <Button key={key} type={primary ? 'primary' : 'default'} onClick={() => setOpen(key)}>
              {label}
            </Button>
          ))}
        </div>
      ) : null}
      <RequestHistory />
      {Dialog ? <Dialog onClose={() => setOpen(undefined)} /> : null}
    </section>
  );
};
