import { LockOutlined } from '@ant-design/icons';
import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/me.ts';
import { showInstant } from '../../components/dates.ts';
import { KeepsNoDrafts } from '../../drafts/keeps-no-drafts.ts';

/** Lines of the watermark; forty cover a printed page from edge to edge. */
const WATERMARK_LINES = 40;

/** Says that what stands here is restricted, and marks every print with who and when. */
export const RestrictedFrame = ({ children }: { readonly children: ReactNode }) => {
  const { t } = useTranslation();
  const me = useMe();
  const mark = t('restricted.watermark', {
    name: me.name,
    login: me.userId,
    at: showInstant(new Date().toISOString()),
  });
  return (
    <div className="restricted">
      <Alert
        type="error"
        showIcon
        icon={<LockOutlined />}
        className="restricted-banner below"
        data-testid="restricted-banner"
        title={
          <>
            <strong>{t('restricted.banner')}</strong> {t('restricted.bannerHint')}
          </>
        }
      />
      <div className="restricted-watermark" aria-hidden="true" data-testid="restricted-watermark">
        {Array.from({ length: WATERMARK_LINES }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move
          <p key={line}>{`${mark}　${mark}　${mark}`}</p>
        ))}
      </div>
      <KeepsNoDrafts value>{children}</KeepsNoDrafts>
    </div>
  );
};
