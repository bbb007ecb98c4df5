import { useTranslation } from 'react-i18next';
import type { PreviewFinding } from '../../../api/types.ts';
import { Chip, type Tone } from '../../../components/Chip.tsx';
import { colon } from '../../../i18n/punctuation.ts';
import { issueInWords } from '../../../i18n/server-words.ts';

const TONES: Readonly<Record<PreviewFinding['status'], Tone>> = {
  ok: 'green',
  warning: 'amber',
  error: 'red',
  duplicate: 'violet',
  exists: 'neutral',
};

const Issue = ({ issue }: { readonly issue: PreviewFinding['issues'][number] }) => {
  const { t } = useTranslation();
  return (
    <li className={issue.severity === 'error' ? 'due-late' : 'due-near'}>
      <strong>
        {issue.column
          ? t('imports.issueAt', { row: issue.row, column: issue.column })
          : t('imports.row', { row: issue.row })}
      </strong>
      {colon()}
      {issueInWords(issue)}
      {issue.value ? t('imports.issueValue', { value: issue.value }) : ''}
    </li>
  );
};

/** One finding of the preview: its rows, wording, issues and measures. */
export const PreviewRow = ({ finding }: { readonly finding: PreviewFinding }) => {
  const { t } = useTranslation();
  return (
    <li className={`preview-row preview-${finding.status}`} data-testid="preview-row">
      <div className="evidence-head">
        <strong>{finding.no || '—'}</strong>
        <Chip tone={TONES[finding.status]}>{t(`imports.previewStatus.${finding.status}`)}</Chip>
        <span className="muted">
          {finding.rowStart === finding.rowEnd
            ? t('imports.row', { row: finding.rowStart })
            : t('imports.rows', { start: finding.rowStart, end: finding.rowEnd })}
          {finding.category ? ` · ${finding.category}` : ''}
        </span>
      </div>
      <p className="wording">{finding.text || '—'}</p>
      {finding.issues.length > 0 ? (
        <ul className="issues">
          {finding.issues.map((issue) => (
            <Issue key={`${issue.row}/${issue.column ?? ''}/${issue.code}/${issue.message}`} issue={issue} />
          ))}
        </ul>
      ) : null}
      {finding.measures.length > 0 ? (
        <details className="why">
          <summary>{t('imports.measuresOf', { count: finding.measures.length })}</summary>
          <ol>
            {finding.measures.map((measure) => (
              <li key={measure.row}>
                {measure.text}{' '}
                <span className="muted">
                  {[
                    measure.leader,
                    measure.departmentName,
                    ...measure.supportingDepartmentNames,
                    measure.handlerName,
                    measure.term?.date ?? measure.term?.original,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </li>
            ))}
          </ol>
        </details>
      ) : null}
    </li>
  );
};
