import { useTranslation } from 'react-i18next';

/** Says that the line is gone and nobody need do anything; only a large file goes on from what has arrived. */
export const UploadWaiting = ({ inParts = false }: { readonly inParts?: boolean }) => {
  const { t } = useTranslation();
  return (
    <p className="upload-waiting" role="status" data-testid="upload-waiting">
      {t(inParts ? 'upload.offline' : 'upload.offlineWhole')}
    </p>
  );
};
