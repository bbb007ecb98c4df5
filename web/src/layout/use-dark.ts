import { useAppearance } from './appearance.ts';
import { useMedia } from './use-media.ts';

/** Dark by choice or by the system's; paper is always light. */
export const useDark = (): boolean => {
  const appearance = useAppearance();
  const system = useMedia('(prefers-color-scheme: dark)');
  const printing = useMedia('print');
  return !printing && (appearance === 'dark' || (appearance === 'system' && system));
};
