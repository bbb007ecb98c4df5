import { getDocument, type PDFDocumentProxy, PDFWorker } from 'pdfjs-dist';
import PdfWorker from 'pdfjs-dist/build/pdf.worker.min.mjs?worker';

/** Written beside the pages by the build: character maps of Chinese fonts, standard fonts, decoders of scans. */
const FILES = `${import.meta.env.BASE_URL}pdf/`;

/** Ours, not the document's: closing one document would take a worker of its own from under the next. */
let worker: PDFWorker | undefined;

/**
 * Opens a PDF in a worker. Nothing in the document can run: no scripts, no forms, no links; the decoders are plain
 * JavaScript because the content security policy allows no WebAssembly.
 */
export const openPdf = (data: Uint8Array): { document: Promise<PDFDocumentProxy>; close: () => void } => {
  worker ??= PDFWorker.create({ port: new PdfWorker() });
  const task = getDocument({
    data,
    worker,
    enableXfa: false,
    useWasm: false,
    useWorkerFetch: true,
    cMapUrl: `${FILES}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${FILES}standard_fonts/`,
    wasmUrl: `${FILES}wasm/`,
    // A page of a scan has some 10 megapixels; a hundred stand for an attempt to exhaust the browser.
    maxImageSize: 100_000_000,
  });
  return { document: task.promise, close: () => void task.destroy() };
};

/** Draws a page as wide as the place for it, sharp on dense screens. */
export const drawPage = async (
  document: PDFDocumentProxy,
  number: number,
  canvas: HTMLCanvasElement,
  width: number,
): Promise<void> => {
  const page = await document.getPage(number);
  const { width: natural } = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: (width / natural) * Math.min(window.devicePixelRatio, 2) });
  canvas.width = viewport.width;
  canvas.height = viewport.height;
  await page.render({ canvas, viewport }).promise;
};
