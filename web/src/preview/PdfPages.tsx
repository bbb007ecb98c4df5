import { Button } from 'antd';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Waiting } from '../components/Loaded.tsx';
import { drawPage, openPdf } from './pdf-document.ts';

/** A PDF page by page, on office PCs and phones alike. */
export default function PdfPages({ data, name }: { readonly data: Uint8Array; readonly name: string }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [document, setDocument] = useState<PDFDocumentProxy>();
  const [number, setNumber] = useState(1);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    // The worker takes the bytes away, so it gets a copy.
    const { document: opening, close } = openPdf(data.slice());
    let closed = false;
    opening.then(
      (opened) => !closed && setDocument(opened),
      () => !closed && setBroken(true),
    );
    return () => {
      closed = true;
      setDocument(undefined);
      setBroken(false);
      close();
    };
  }, [data]);
  useEffect(() => {
    const { current } = canvas;
    if (!document || !current) return;
    let left = false;
    drawPage(document, number, current, current.parentElement?.clientWidth ?? 800).catch(
      () => !left && setBroken(true),
    );
    return () => {
      left = true;
    };
  }, [document, number]);
  if (broken) return <p role="alert">{t('preview.broken')}</p>;
  return (
    <div className="pdf-pages">
      {document ? (
        <div className="pdf-turn">
          <Button disabled={number <= 1} onClick={() => setNumber(number - 1)}>
            {t('preview.previous')}
          </Button>
          <span role="status">{t('preview.page', { number, count: document.numPages })}</span>
          <Button disabled={number >= document.numPages} onClick={() => setNumber(number + 1)}>
            {t('preview.next')}
          </Button>
        </div>
      ) : (
        <Waiting />
      )}
      <canvas ref={canvas} role="img" aria-label={t('preview.of', { name })} data-testid="pdf-page" />
    </div>
  );
}
