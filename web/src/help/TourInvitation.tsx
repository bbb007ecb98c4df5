import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/me.ts';
import { keep, kept } from '../auth/personal-storage.ts';
import { Notice } from '../components/Notice.tsx';
import { PlainButton } from '../components/PlainButton.tsx';
import { useHelp } from './help-context.ts';

const NAME = 'tour';

/** On a person's first visit: offers the walk, and stays away once it was taken or declined. Never in anybody's way. */
export const TourInvitation = () => {
  const { t } = useTranslation();
  const { userId } = useMe();
  const { startTour } = useHelp();
  const [open, setOpen] = useState(() => kept(userId, NAME) === undefined);
  if (!open) return null;
  const end = () => {
    keep(userId, NAME, 'done');
    setOpen(false);
  };
  return (
    <Notice
      tone="info"
      className="below no-print"
      data-testid="tour-invitation"
      title={t('tour.invitation')}
      action={
        <div className="button-row tour-buttons">
          <PlainButton
            size="small"
            look="primary"
            onClick={() => {
              end();
              startTour();
            }}
          >
            {t('tour.start')}
          </PlainButton>
          <PlainButton size="small" onClick={end}>
            {t('tour.decline')}
          </PlainButton>
        </div>
      }
    />
  );
};
