import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { isConnectionLost } from '../../../../api/connection.ts';
import { Notice } from '../../../../components/Notice.tsx';
import { useCan } from '../finding-context.ts';
import type { MeasureReport } from './use-measure-report.ts';

/** A report that has not arrived yet: on its way, or typed and waiting for its person. */
export const ReportOnWay = ({ report }: { readonly report: MeasureReport }) => {
  const { t } = useTranslation();
  const can = useCan();
  const { onWay, unsent, failure, again, form } = report;
  if (onWay)
    return (
      <p className="report-on-way" role="status" data-testid="report-on-way">
        <strong>{t(onWay.status === 'saving' ? 'measure.saving' : 'measure.retrying')}</strong>{' '}
        {t('measure.savingLine', { progress: onWay.input.body?.progress ?? 0 })}{' '}
        <span className="wording">{onWay.input.body?.note ?? onWay.input.body?.result}</span>
      </p>
    );
  if (!unsent || !can('measures.report')) return null;
  const lost = failure !== null && isConnectionLost(failure);
  return (
    <Notice
      tone="warning"
      data-testid="report-unsent"
      title={t(lost ? 'measure.notArrived' : failure ? 'measure.notTaken' : 'measure.notSent')}
      description={failure && !lost ? failure.message : undefined}
      action={
        <>
          {lost && again ? (
            <Button size="small" type="primary" onClick={again}>
              {t('measure.sendAgain')}
            </Button>
          ) : null}{' '}
          <Button size="small" onClick={form.show}>
            {t('measure.goOnWriting')}
          </Button>
        </>
      }
    />
  );
};
