import {
  ACCOUNTABILITY_MANNER_NAMES,
  type AccountabilityManner,
  FREE_SECTIONS,
  type FreeSection,
} from '@xuncha/domain';
import { Button, Form, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageForm } from '../../../components/PageForm.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { useToast } from '../../../components/use-toast.ts';
import type { DutyDetail } from './duty-chips.tsx';
import { GeneratedSection, WhatChanged } from './GeneratedSections.tsx';

type Texts = NonNullable<DutyDetail['texts']>;
/** Cleared fields are null. */
interface Values {
  readonly free?: Texts['free'];
  readonly accountability?: Partial<Record<AccountabilityManner, number | null>>;
}
type Section = DutyDetail['sections'][number]['id'];
const isFree = (section: Section): section is FreeSection => FREE_SECTIONS.some((free) => free === section);

/** A text people write, or what they wrote for whoever may only read. */
const FreeText = ({ section, read }: { readonly section: FreeSection; readonly read?: string }) => {
  const { t } = useTranslation();
  if (read !== undefined)
    return read ? <p className="wording">{read}</p> : <p className="muted">{t('duties.notWritten')}</p>;
  return (
    <Form.Item name={['free', section]}>
      <Input.TextArea
        aria-label={t(`duties.section.${section}`)}
        placeholder={t(`duties.hint.${section}`)}
        autoSize={{ minRows: 4, maxRows: 16 }}
        maxLength={8000}
        showCount
      />
    </Form.Item>
  );
};

const Accountability = ({ read }: { readonly read?: Texts }) => {
  const { t } = useTranslation();
  return (
    <>
      <p className="muted">{t('duties.accountabilityHint')}</p>
      <dl className="facts-list">
        {ACCOUNTABILITY_MANNER_NAMES.map((manner) => (
          <div key={manner}>
            <dt>{t(`duties.manner.${manner}`)}</dt>
            <dd>
              {read ? (
                (read.accountability?.[manner] ?? t('duties.notWritten'))
              ) : (
                <Form.Item name={['accountability', manner]} noStyle>
                  <InputNumber aria-label={t(`duties.manner.${manner}`)} min={0} max={10_000} precision={0} />
                </Form.Item>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
};

/** Counts are written all or none: beside one that is given, an empty field means none. */
const countsOf = (counts: Values['accountability']): Texts['accountability'] => {
  const given = ACCOUNTABILITY_MANNER_NAMES.map((manner) => [manner, counts?.[manner] ?? undefined] as const);
  return given.some(([, count]) => count !== undefined)
    ? (Object.fromEntries(given.map(([manner, count]) => [manner, count ?? 0])) as Texts['accountability'])
    : undefined;
};

const textsOf = ({ free = {}, accountability }: Values): Texts => {
  const counts = countsOf(accountability);
  return { free, ...(counts ? { accountability: counts } : {}) };
};

interface Props {
  readonly duty: DutyDetail;
  readonly etag: string | undefined;
}

/** The report's sections in order: generated from today's data, and between them what people write. */
const Sections = ({ duty, read }: { readonly duty: DutyDetail; readonly read?: Texts }) => {
  const { t } = useTranslation();
  const draft = useOperation('duties.draft', { params: { tenantId: duty.tenantId, dutyId: duty.id } });
  const bodyOf = (section: Section) => {
    if (isFree(section))
      return <FreeText section={section} read={read ? (read.free[section] ?? '') : undefined} />;
    if (section === 'accountability') return <Accountability read={read} />;
    return (
      <Loaded query={draft} rows={2}>
        {(data) => <GeneratedSection section={section} draft={data} tenantId={duty.tenantId} />}
      </Loaded>
    );
  };
  return duty.sections.map(({ id }) => (
    <div key={id} className="report-section" data-testid={`section-${id}`}>
      <h3>
        {t(`duties.section.${id}`)}{' '}
        {isFree(id) || id === 'accountability' ? null : (
          <span className="muted">{t('duties.generated')}</span>
        )}
      </h3>
      {bodyOf(id)}
    </div>
  ));
};

/** The draft: generated sections from today's data, and between them what people write. */
export const ReportDraft = ({ duty, etag: ifMatch }: Props) => {
  const { t } = useTranslation();
  const toast = useToast();
  const params = { tenantId: duty.tenantId, dutyId: duty.id };
  const draft = useOperation('duties.draft', { params });
  const write = useCommand('duties.write', ['duties.get']);
  const renew = useCommand('duties.renew', ['duties.get', 'duties.draft']);
  const writable = duty.possible.includes('write');
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
      {writable ? (
        <PageForm<Values>
          name="report"
          long
          submitText={t('duties.save')}
          initialValues={duty.texts ?? duty.submissions.at(-1)?.texts ?? { free: {} }}
          pending={write.isPending}
          error={write.error}
          onSubmit={(values) =>
            write.mutate(
              { params, ifMatch, body: textsOf(values) },
              { onSuccess: () => toast.success(t('duties.saved')) },
            )
          }
        >
          <Sections duty={duty} />
        </PageForm>
      ) : (
        // Whoever may not write reads what was handed in last.
        <Sections duty={duty} read={duty.texts ?? duty.submissions.at(-1)?.texts ?? { free: {} }} />
      )}
    </section>
  );
};
