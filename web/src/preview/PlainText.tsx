import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import './plain-text.css';
import { textOf } from './text-of.ts';

/** Some two hundred pages: more in one piece would hold up an office PC. */
const SHOWN_CHARACTERS = 200_000;

/** A text or a table of commas as it was written; whatever stands in it, the browser can only show it. */
export default function PlainText({ data, name }: { readonly data: Uint8Array; readonly name: string }) {
  const { t } = useTranslation();
  const text = useMemo(() => textOf(data), [data]);
  if (text.trim() === '') return <p className="muted">{t('preview.noText')}</p>;
  return (
    <>
      {text.length > SHOWN_CHARACTERS ? <p role="note">{t('preview.cut')}</p> : null}
      <section className="plain-text" aria-label={t('preview.of', { name })}>
        {/* Long texts are scrolled by keys. */}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys (WCAG 2.1.1) */}
        <pre tabIndex={0} data-testid="plain-text">
          {text.slice(0, SHOWN_CHARACTERS)}
        </pre>
      </section>
    </>
  );
}
