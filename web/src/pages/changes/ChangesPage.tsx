import { useTranslation } from 'react-i18next';
import changelog from '../../../../CHANGELOG.md?raw';
import { PageHeader } from '../../components/PageHeader.tsx';
import { currentLanguage } from '../../i18n/index.ts';
import { releasesOf } from './changelog.ts';

/** Route /changes: what is new, from the one file. */
export default function ChangesPage() {
  const { t } = useTranslation();
  const english = currentLanguage() === 'en';
  return (
    <>
      <PageHeader title={t('guide.changes')} />
      {releasesOf(changelog).map(({ date, items }) => (
        <section key={date} className="card">
          <h2>{date}</h2>
          <ul>
            {items.map((item) => (
              <li key={item.english}>{english ? item.english : item.chinese}</li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
