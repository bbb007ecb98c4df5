import { useTranslation } from 'react-i18next';
import { OutcomeDialog } from '../actions/OutcomeDialog.tsx';
import { useFinding } from '../finding-context.ts';

/** The office approves another date or keeps the old one, with a reason. */
export const DecideExtensionDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const { extension } = useFinding().detail.finding;
  if (!extension) return null;
  return (
    <OutcomeDialog<'extensions.decide', 'approved' | 'refused'>
      operation="extensions.decide"
      title={t('course.decide')}
      hint={t('course.moved', { from: extension.from, to: extension.to })}
      label={t('course.outcome')}
      outcomes={[
        { value: 'approved', label: t('course.approve') },
        { value: 'refused', label: t('course.refuse') },
      ]}
      done={t('course.decided')}
      toInput={(params, body) => ({ params: { ...params, extensionId: extension.id }, body })}
      onClose={onClose}
    />
  );
};
