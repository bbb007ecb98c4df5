import { useTranslation } from 'react-i18next';
import type { LimitRules } from '../../../../api/types.ts';

type Limit = LimitRules['rules'][number]['limit'];

/** A limit in the reader's language: `15个工作日`. */
export const useLimitWords = (): ((limit: Limit) => string) => {
  const { t } = useTranslation();
  return (limit) =>
    limit.unit === 'year_end'
      ? t('limits.unit.year_end')
      : t(`limits.amount.${limit.unit}`, { amount: limit.amount });
};
