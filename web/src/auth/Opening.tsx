import { useTranslation } from 'react-i18next';

/** The frame of index.html, until it is known who is there: nothing jumps when the program takes over. */
export const Opening = () => {
  const { t } = useTranslation();
  return (
    <>
      <div className="app-header">
        <span className="brand">
          <img src="/favicon.svg" alt="" width={28} height={28} />
          <span>{t('app.name')}</span>
        </span>
      </div>
      <p className="opening" role="status">
        {t('app.loading')}
      </p>
    </>
  );
};
