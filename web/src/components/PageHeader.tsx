import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PrintButton } from './PrintButton.tsx';

interface Props {
  readonly title: string;
  readonly intro?: ReactNode;
  readonly extra?: ReactNode;
  /** People file this page on paper. */
  readonly printable?: boolean;
  readonly back?: { readonly to: string; readonly label: string };
}

/** Title of a page; also names the browser's tab. */
export const PageHeader = ({ title, intro, extra, printable, back }: Props) => {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
  return (
    <header className="page-header">
      <div className="page-header-text">
        {back ? (
          <Link to={back.to} className="page-back">
            ‹ {back.label}
          </Link>
        ) : null}
        <h1>{title}</h1>
        {intro ? <div className="muted">{intro}</div> : null}
      </div>
      {extra || printable ? (
        <div className="page-extra">
          {printable ? <PrintButton /> : null}
          {extra}
        </div>
      ) : null}
    </header>
  );
};
