import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/me.ts';
import { showInstant } from '../components/dates.ts';
import { useMedia } from './use-media.ts';
import { useTenantInAddress } from './use-tenant-in-view.ts';
import { useTenantName } from './use-tenant-name.ts';

/** A text as CSS writes it; what would end it is left out. */
const inQuotes = (text: string): string => `"${text.replaceAll(/["\\\n]/g, '')}"`;

/**
 * The margins of every sheet of paper: what it is about, its classification, who printed it when, and which page of how
 * many. Browsers that can't write into margins leave them empty; the head of the first page says the same.
 */
const marginsOf = (left: string, label: string, who: string, page: string): string => `
@page {
  @top-left { content: ${left}; font: 8pt sans-serif; }
  @top-right { content: ${label}; font: 8pt sans-serif; }
  @bottom-left { content: ${who}; font: 8pt sans-serif; }
  @bottom-right { content: ${page}; font: 8pt sans-serif; }
}`;

/** Head and margins of whatever is printed: whose matter it is, and who printed it when, as on every export. */
export const PaperHead = () => {
  const { t } = useTranslation();
  const me = useMe();
  const unit = useTenantName(useTenantInAddress() ?? me.current.tenantId).name;
  // Drawn anew when the printing begins, so that the time is that of the paper.
  const printing = useMedia('print');
  const by = t('print.by', { name: me.name, unit: me.current.tenantName });
  useEffect(() => {
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(sheet);
    const write = (): void => {
      const [title] = document.title.split(' · ');
      sheet.replaceSync(
        marginsOf(
          inQuotes(`${unit} · ${title}`),
          inQuotes(t('print.label')),
          inQuotes(`${by}  ${t('print.at', { time: showInstant(new Date().toISOString()) })}`),
          // The browser counts the pages.
          inQuotes(t('print.page', { page: '#', pages: '##' }))
            .replace('##', '" counter(pages) "')
            .replace('#', '" counter(page) "'),
        ),
      );
    };
    write();
    window.addEventListener('beforeprint', write);
    return () => {
      window.removeEventListener('beforeprint', write);
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    };
  }, [t, unit, by]);
  return (
    <div className="print-only print-head" data-testid="print-head">
      <p>
        <strong>{unit}</strong>
        <span>{t('print.notice')}</span>
      </p>
      <p>
        <span>{by}</span>
        {printing ? <span>{t('print.at', { time: showInstant(new Date().toISOString()) })}</span> : null}
      </p>
    </div>
  );
};
