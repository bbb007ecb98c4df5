import { useTranslation } from 'react-i18next';
import { colon } from '../../../../i18n/punctuation.ts';
import { useFinding } from '../finding-context.ts';
import { OutcomeDialog } from './OutcomeDialog.tsx';

/** The inspection office answers an objection. */
export const AnswerDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const { objection } = useFinding().detail.body;
  return (
    <OutcomeDialog<'findings.answerObjection', 'maintained' | 'accepted'>
      operation="findings.answerObjection"
      title={t('finding.answer')}
      hint={
        <>
          <strong>
            {t('finding.objection')}
            {colon()}
          </strong>
          {objection?.reason}
        </>
      }
      label={t('finding.answerOutcome')}
      outcomes={[
        { value: 'maintained', label: t('finding.maintained') },
        { value: 'accepted', label: t('finding.accepted') },
      ]}
      done={t('finding.answered')}
      toInput={(params, body) => ({ params, body })}
      onClose={onClose}
    />
  );
};
