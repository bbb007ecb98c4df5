import { type ComparedVersion, differenceBetween } from '@xuncha/domain';
import { Alert, Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../../../api/use-operation.ts';
import { Dialog } from '../../../../components/Dialog.tsx';
import { dayOf } from '../../../../components/dates.ts';
import { ProblemAlert } from '../../../../components/ProblemAlert.tsx';
import { Waiting } from '../../../../components/Waiting.tsx';
import { colon } from '../../../../i18n/punctuation.ts';
import { useFinding } from '../finding-context.ts';
import { DifferenceList } from './DifferenceList.tsx';
import { frozenCasesOf, isAtWork, presentVersion, replacementsOf } from './versions.ts';

/** The finding as it stands; every other version is named by its case. */
const PRESENT = 'present';

/** A frozen version from the server, or the present one from the page. */
const useVersion = (chosen: string | undefined) => {
  const { tenantId, findingId, detail } = useFinding();
  const kept = chosen !== undefined && chosen !== PRESENT;
  const query = useOperation(
    'closeouts.snapshot',
    { params: { tenantId, findingId, caseId: chosen ?? '' } },
    { enabled: kept },
  );
  const version: ComparedVersion | undefined =
    chosen === PRESENT ? presentVersion(detail) : query.data?.data.snapshot;
  return { version, hash: kept ? query.data?.data.hash : undefined, query };
};

const useVersions = () => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const frozen = frozenCasesOf(detail).map(({ number, of }) => ({
    value: of.id,
    label: t('versions.case', {
      number,
      date: dayOf(of.application.at),
      status: t(`closeout.caseStatus.${of.status}`),
    }),
  }));
  return isAtWork(detail) ? [...frozen, { value: PRESENT, label: t('versions.present') }] : frozen;
};

const Choice = (props: {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: { value: string; label: string }[];
  readonly onChange: (value: string) => void;
}) => (
  <div className="version-choice">
    <label htmlFor={`version-${props.label}`}>{props.label}</label>
    <Select
      id={`version-${props.label}`}
      aria-label={props.label}
      value={props.value}
      options={props.options}
      onChange={props.onChange}
      popupMatchSelectWidth={false}
    />
  </div>
);

/** G06: any two applications of a finding, or one and the present state, side by side. */
const CompareDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const options = useVersions();
  const [earlier, setEarlier] = useState(options.at(-2)?.value);
  const [later, setLater] = useState(options.at(-1)?.value);
  const [one, other] = [useVersion(earlier), useVersion(later)];
  const failed = [one, other].find(({ query }) => query.error);
  return (
    <Dialog
      open
      title={t('versions.title')}
      width={900}
      onCancel={onClose}
      footer={<Button onClick={onClose}>{t('action.close')}</Button>}
    >
      <p className="muted">{t('versions.hint')}</p>
      <div className="version-choices">
        <Choice label={t('versions.earlier')} value={earlier} options={options} onChange={setEarlier} />
        <Choice label={t('versions.later')} value={later} options={options} onChange={setLater} />
      </div>
      {[one, other].map(({ hash }, index) =>
        hash ? (
          <p key={`${hash}-${index === 0 ? earlier : later}`} className="muted">
            {index === 0 ? t('versions.earlier') : t('versions.later')} · {t('closeout.snapshotHash')}
            {colon()}
            <code className="hash">{hash}</code>
          </p>
        ) : null,
      )}
      {earlier === PRESENT || later === PRESENT ? <p className="muted">{t('versions.presentHint')}</p> : null}
      {failed ? (
        <ProblemAlert
          error={failed.query.error}
          title={t('problem.loadTitle')}
          onRetry={() => void failed.query.refetch()}
        />
      ) : one.version && other.version ? (
        earlier === later ? (
          <Alert type="info" showIcon title={t('versions.twice')} />
        ) : (
          <DifferenceList
            difference={differenceBetween(one.version, other.version, replacementsOf(detail))}
          />
        )
      ) : (
        <Waiting rows={4} />
      )}
    </Dialog>
  );
};

/** Offered as soon as there are two versions to hold against each other. */
export const CompareButton = () => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (useVersions().length < 2) return null;
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('versions.compare')}
      </Button>
      {open ? <CompareDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
};
