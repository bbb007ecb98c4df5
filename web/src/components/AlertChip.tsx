import type { AlertLevel, IdleLevel } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Chip, type Tone } from './Chip.tsx';

export const ALERT_TONES: Readonly<Record<AlertLevel, Tone>> = { blue: 'blue', yellow: 'amber', red: 'red' };

export const IDLE_TONES: Readonly<Record<IdleLevel, Tone>> = { noticed: 'neutral', stalled: 'red' };

/** Blue, yellow or red, in words (F10). */
export const AlertChip = ({ level }: { readonly level: AlertLevel | undefined }) => {
  const { t } = useTranslation();
  return level ? <Chip tone={ALERT_TONES[level]}>{t(`alert.${level}`)}</Chip> : null;
};

/** Nobody has worked on it for a while (F07). */
export const IdleChip = ({ level }: { readonly level: IdleLevel | undefined }) => {
  const { t } = useTranslation();
  return level ? <Chip tone={IDLE_TONES[level]}>{t(`idle.${level}`)}</Chip> : null;
};
