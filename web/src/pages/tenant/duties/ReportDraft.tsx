import {
  ACCOUNTABILITY_MANNER_NAMES,
  type AccountabilityManner,
  FREE_SECTIONS,
  type FreeSection,
} from '@xuncha/domain';
import { Button, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { useToast } from '../../../components/use-toast.ts';
import type { DutyDetail } from './duty-chips.tsx';
import { GeneratedSection, WhatChanged } from './GeneratedSections.tsx';

type Texts = NonNullable<DutyDetail['texts']>;
type Section = DutyDetail['sections'][number]['id'];
const isFree = (section: Section): section is FreeSection => FREE_SECTIONS.some((free) => free === section);

const FreeText = ({
  section,
  value,
  onChange,
}: {
  readonly section: FreeSection;
  readonly value: string;
  readonly onChange?: (value: string) => void;
}) => {
  const { t } = useTranslation();
  if (!onChange)
    return value ? <p className="wording">{value}</p> : <p className="muted">{t('duties.notWritten')}</p>;
  return (
    <Input.TextArea
      aria-label={t(`duties.section.${section}`)}
      placeholder={t(`duties.hint.${section}`)}
      autoSize={{ minRows: 4, maxRows: 16 }}
      maxLength={8000}
      showCount
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
};

const NONE = Object.fromEntries(ACCOUNTABILITY_MANNER_NAMES.map((manner) => [manner, 0])) as Record<
  AccountabilityManner,
  number
>;

const Accountability = ({
  counts,
  onChange,
}: {
  readonly counts: Texts['accountability'];
  readonly onChange?: (counts: NonNullable<Texts['accountability']>) => void;
}) => {
  const { t } = useTranslation();
  return (
    <>
      <p className="muted">{t('duties.accountabilityHint')}</p>
      <dl className="facts-list">
        {ACCOUNTABILITY_MANNER_NAMES.map((manner) => (
          <div key={manner}>
            <dt>{t(`duties.manner.${manner}`)}</dt>
            <dd>
              {onChange ? (
                <InputNumber
                  aria-label={t(`duties.manner.${manner}`)}
                  min={0}
                  max={10_000}
                  precision={0}
                  value={counts?.[manner]}
                  onChange={(value) => onChange({ ...NONE, ...counts, [manner]: value ?? 0 })}
                />
              ) : (
                (counts?.[manner] ?? t('duties.notWritten'))
              )}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
};

interface Props {
  readonly duty: DutyDetail;
  readonly etag: string | undefined;
}

/** The draft: generated sections from today's data, and between them what people write. */
export const ReportDraft = ({ duty, etag: ifMatch }: Props) => {
  const { t } = useTranslation();
  const toast = useToast();
  const params = { tenantId: duty.tenantId, dutyId: duty.id };
  const draft = useOperation('duties.draft', { params });
  const write = useCommand('duties.write', ['duties.get']);
  const renew = useCommand('duties.renew', ['duties.get', 'duties.draft']);
  const writable = duty.possible.includes('write');
  // Whoever may not write reads what was handed in last.
  const stored = duty.texts ?? duty.submissions.at(-1)?.texts ?? { free: {} };
  const [edited, setEdited] = useState<Texts>();
  const texts = edited ?? stored;
  const save = () =>
    write.mutate(
      { params, ifMatch, body: texts },
      {
        onSuccess: () => {
          setEdited(undefined);
          toast.success(t('duties.saved'));
        },
      },
    );
  const bodyOf = (section: Section) => {
    if (isFree(section))
      return (
        <FreeText
          section={section}
          value={texts.free[section] ?? ''}
          onChange={
            writable
              ? (value) => setEdited({ ...texts, free: { ...texts.free, [section]: value } })
              : undefined
          }
        />
      );
    if (section === 'accountability')
      return (
        <Accountability
          counts={texts.accountability}
          onChange={writable ? (accountability) => setEdited({ ...texts, accountability }) : undefined}
        />
      );
    return (
      <Loaded query={draft} rows={2}>
        {(data) => <GeneratedSection section={section} draft={data} tenantId={duty.tenantId} />}
      </Loaded>
    );
  };
  return (
    <section className="card" aria-labelledby="duty-draft">
      <div className="kind-head">
        <h2 id="duty-draft">{t('duties.draft')}</h2>
        {writable ? (
          <Button
            loading={renew.isPending}
            onClick={() =>
              renew.mutate({ params, ifMatch }, { onSuccess: () => toast.success(t('duties.renewed')) })
            }
          >
            {t('duties.renew')}
          </Button>
        ) : null}
      </div>
      <p className="muted below">{t(writable ? 'duties.draftHint' : 'duties.draftReadHint')}</p>
      {writable ? <Loaded query={draft}>{(data) => <WhatChanged duty={duty} draft={data} />}</Loaded> : null}
      <ProblemAlert error={renew.error} />
      {duty.sections.map(({ id }) => (
        <div key={id} className="report-section" data-testid={`section-${id}`}>
          <h3>
            {t(`duties.section.${id}`)}{' '}
            {isFree(id) || id === 'accountability' ? null : (
              <span className="muted">{t('duties.generated')}</span>
            )}
          </h3>
          {bodyOf(id)}
        </div>
      ))}
      {writable ? (
        <div className="sticky-actions">
          <Button type="primary" disabled={!edited} loading={write.isPending} onClick={save}>
            {t('duties.save')}
          </Button>{' '}
          {edited ? <span className="muted">{t('duties.unsaved')}</span> : null}
          <ProblemAlert error={write.error} />
        </div>
      ) : null}
    </section>
  );
};
