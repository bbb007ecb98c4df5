import type { LedgerWords } from '@xuncha/domain';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** Words of the page for states, classes, gates and levels. */
export const useLedgerWords = (): LedgerWords => {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      state: (state) => t(`state.${state}`),
      termClass: (termClass) => t(`termClass.${termClass}`),
      gate: (gate) => t(`gate.${gate}`),
      alert: (level) => t(`alert.${level}`),
      idle: (level) => t(`idle.${level}`),
      result: (result) => t(`course.result.${result}`),
    }),
    [t],
  );
};
