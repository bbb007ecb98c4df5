import type { AlertLevel, IdleLevel } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Chip, type Tone } from './Chip.tsx';

const TONES: Readonly<Record<AlertLevel, Tone>> = { blue: 'blue', yellow: 'amber', red: 'red' };

/** Blue, yellow or red, in words (F10). */
export const AlertChip = ({ level }: { readonly level: AlertLevel | undefined }) => {
  const { t } = useTranslation();
  return level ? <Chip tone={TONES[level]}>{t(`alert.${level}`)}</Chip> : null;
};

/** Nobody has worked on it for a while (F07). */
export const IdleChip = ({ level }: { readonly level: IdleLevel | undefined }) => {
  const { t } = useTranslation();
  return level ? <Chip tone={level === 'stalled' ? 'red' : 'neutral'}>{t(`idle.${level}`)}</Chip> : null;
};
