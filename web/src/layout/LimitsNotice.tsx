import { useTranslation } from 'react-i18next';
import { useMe } from '../api/me.ts';
import { limitsText } from '../components/limits-text.ts';
import { Notice } from '../components/Notice.tsx';

/** Tells a person with a limited membership what the lists leave out, and why (A06). */
export const LimitsNotice = () => {
  const { t } = useTranslation();
  const { scope, validTo } = useMe().current;
  const limits = scope ? limitsText(t, scope) : [];
  if (limits.length === 0) return null;
  return (
    <Notice
      tone="info"
      data-testid="limits-notice"
      className="spaced"
      title={t('auditReach.title', { limits: limits.join('；') })}
      description={t('auditReach.why', { until: validTo ? t('auditReach.until', { date: validTo }) : '' })}
    />
  );
};
