import type { OutputOf } from '@xuncha/contracts';
import { GATES, type Gate } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { useToast } from '../../../../components/use-toast.ts';

const isGate = (next: string): next is Gate => GATES.some((gate) => gate === next);

/** Says where the case went after a decision. */
export const useDecidedToast = (): ((result: OutputOf<'closeouts.decide'>) => void) => {
  const { t } = useTranslation();
  const toast = useToast();
  return ({ next, closeoutNo }) => {
    if (next === 'closed') toast.success(t('closeout.decidedClosed', { no: closeoutNo ?? '' }));
    else if (next === 'returned') toast.success(t('closeout.decidedReturned'));
    else if (next === 'continuous') toast.success(t('closeout.decidedContinuous'));
    else if (isGate(next)) toast.success(t('closeout.decidedNext', { gate: t(`gate.${next}`) }));
    else toast.success(t('closeout.decided'));
  };
};
