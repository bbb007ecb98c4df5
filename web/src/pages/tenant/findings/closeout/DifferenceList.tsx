import {
  type EvidenceChange,
  type EvidenceSnapshot,
  type FieldChange,
  isSame,
  type MeasureChange,
  type MeasureField,
  ROOT_CAUSE_NAMES,
  type SnapshotDifference,
  type SnapshotField,
  type SnapshotValue,
  TERM_CLASSES,
} from '@xuncha/domain';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangedText } from '../../../../components/ChangedText.tsx';
import { Chip, type Tone } from '../../../../components/Chip.tsx';
import { showBytes } from '../../../../components/sizes.ts';
import { listMark } from '../../../../i18n/punctuation.ts';

const TONES: Readonly<Record<MeasureChange['kind'] | EvidenceChange['kind'], Tone>> = {
  added: 'green',
  removed: 'red',
  changed: 'amber',
  replaced: 'amber',
};
const STATUSES = ['not_started', 'under_way', 'done', 'withdrawn'] as const;

/** A value as the pages of the finding write it. */
const useValueText = () => {
  const { t } = useTranslation();
  const word = (field: SnapshotField | MeasureField, text: string): string => {
    const termClass = TERM_CLASSES.find((each) => field === 'termClass' && each === text);
    const status = STATUSES.find((each) => field === 'status' && each === text);
    if (termClass) return t(`termClass.${termClass}`);
    if (status) return t(`measure.status.${status}`);
    const cause = ROOT_CAUSE_NAMES.find((each) => field === 'causes' && each === text);
    return cause ? t(`plan.cause.${cause}`) : text;
  };
  return (field: SnapshotField | MeasureField, value: SnapshotValue): string => {
    if (value === undefined) return '';
    if (typeof value === 'number') return `${value}%`;
    if (typeof value === 'string') return word(field, value);
    if ('kind' in value) return value.original ?? value.date ?? t(`measure.kind.${value.kind}`);
    return value.map((one) => word(field, one)).join(field === 'newRules' ? '\n' : listMark());
  };
};

interface Line {
  readonly label: string;
  readonly before: ReactNode;
  readonly after: ReactNode;
}

/** Earlier and later side by side; below each other on a phone, where each cell says which it is. */
const Sides = ({ caption, lines }: { readonly caption: string; readonly lines: readonly Line[] }) => {
  const { t } = useTranslation();
  return (
    <table className="table conflict-table">
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t('versions.field')}</th>
          <th scope="col">{t('versions.earlier')}</th>
          <th scope="col">{t('versions.later')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ label, before, after }) => (
          <tr key={label} data-testid="changed-line">
            <th scope="row">{label}</th>
            <td data-label={t('versions.earlier')}>
              <span className="wording">{before || t('versions.nothing')}</span>
            </td>
            <td data-label={t('versions.later')}>
              <span className="wording">{after || t('versions.nothing')}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Fields = <Field extends SnapshotField | MeasureField>(props: {
  readonly caption: string;
  readonly fields: readonly FieldChange<Field>[];
  readonly labelOf: (field: Field) => string;
}) => {
  const textOf = useValueText();
  return (
    <Sides
      caption={props.caption}
      lines={props.fields.map(({ field, before, after }) => {
        const [was, is] = [textOf(field, before), textOf(field, after)];
        return {
          label: props.labelOf(field),
          before: was && <ChangedText before={was} after={is} side="before" />,
          after: is && <ChangedText before={was} after={is} side="after" />,
        };
      })}
    />
  );
};

const Measures = ({ changes }: { readonly changes: readonly MeasureChange[] }) => {
  const { t } = useTranslation();
  return (
    <ul className="plain-list">
      {changes.map(({ kind, measure, fields }) => (
        <li key={measure.id} className="changed-item" data-testid={`measure-${kind}`}>
          <p>
            <Chip tone={TONES[kind]}>{t(`versions.kind.${kind}`)}</Chip>{' '}
            <strong>{t('measure.seq', { seq: measure.seq })}</strong>{' '}
            {kind === 'changed' ? null : measure.text}
          </p>
          {kind === 'changed' ? (
            <Fields
              caption={t('measure.seq', { seq: measure.seq })}
              fields={fields}
              labelOf={(field) => t(`versions.measureField.${field}`)}
            />
          ) : null}
        </li>
      ))}
    </ul>
  );
};

const File = ({ of }: { readonly of: EvidenceSnapshot }) => {
  const { t } = useTranslation();
  return (
    <>
      {of.fileName}
      <span className="muted"> {showBytes(of.size)}</span>
      <br />
      <span className="muted">{t('versions.hash')} </span>
      <code className="hash">{of.sha256}</code>
    </>
  );
};

const Files = ({ changes }: { readonly changes: readonly EvidenceChange[] }) => {
  const { t } = useTranslation();
  return (
    <ul className="plain-list">
      {changes.map(({ kind, before, after, measureSeq }) => (
        <li
          key={`${before?.id ?? ''}/${after?.id ?? ''}`}
          className="changed-item"
          data-testid={`evidence-${kind}`}
        >
          <p>
            <Chip tone={TONES[kind]}>{t(`versions.kind.${kind}`)}</Chip>{' '}
            {measureSeq === undefined ? null : (
              <span className="muted">{t('measure.seq', { seq: measureSeq })}</span>
            )}
          </p>
          {before && after ? (
            <Sides
              caption={after.fileName}
              lines={[{ label: t('field.file'), before: <File of={before} />, after: <File of={after} /> }]}
            />
          ) : (
            <p className="wording">
              {after ? <File of={after} /> : null}
              {before ? <File of={before} /> : null}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
};

/** What differs between two versions of a case, in the words of the finding's page; files with their checksums. */
export const DifferenceList = ({ difference }: { readonly difference: SnapshotDifference }) => {
  const { t } = useTranslation();
  const { fields, measures, evidence } = difference;
  if (isSame(difference)) return <p data-testid="no-difference">{t('versions.same')}</p>;
  return (
    <div data-testid="difference">
      {fields.length > 0 ? (
        <>
          <h3>{t('versions.fields', { count: fields.length })}</h3>
          <Fields
            caption={t('versions.fields', { count: fields.length })}
            fields={fields}
            labelOf={(field) => t(`versions.fieldOf.${field}`)}
          />
        </>
      ) : null}
      {measures.length > 0 ? (
        <>
          <h3>{t('versions.measures', { count: measures.length })}</h3>
          <Measures changes={measures} />
        </>
      ) : null}
      {evidence.length > 0 ? (
        <>
          <h3>{t('versions.evidence', { count: evidence.length })}</h3>
          <Files changes={evidence} />
        </>
      ) : null}
    </div>
  );
};
