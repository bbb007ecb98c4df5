import { useTranslation } from 'react-i18next';
import { EmptyState } from './EmptyState.tsx';
import { LinkButton } from './LinkButton.tsx';

/** A page that only says something: not found, no permission. */
export const MessagePage = ({ title, hint }: { readonly title: string; readonly hint: string }) => {
  const { t } = useTranslation();
  return (
    <section className="card message-page">
      <h1 className="visually-hidden">{title}</h1>
      <EmptyState
        title={title}
        hint={hint}
        action={
          <LinkButton type="primary" to="/">
            {t('problem.toHome')}
          </LinkButton>
        }
      />
    </section>
  );
};
