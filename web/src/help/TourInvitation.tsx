import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/me.ts';
import { keep, kept } from '../auth/personal-storage.ts';
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
    <Alert
      type="info"
      showIcon
      className="below no-print"
      data-testid="tour-invitation"
      title={t('tour.invitation')}
      action={
        <div className="button-row tour-buttons">
          <Button
            size="small"
            type="primary"
            onClick={() => {
              end();
              startTour();
            }}
          >
            {t('tour.start')}
          </Button>
          <Button size="small" onClick={end}>
            {t('tour.decline')}
          </Button>
        </div>
      }
    />
  );
};
