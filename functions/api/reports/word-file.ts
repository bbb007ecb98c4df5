import type { OutputOf } from '@xuncha/contracts';
import { type ReportDocument, writeReportDocument } from '@xuncha/documents';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Characters no file system of an office PC takes. */
const fileNameOf = (title: string): string => `${title.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_')}.docx`;

/** A Word file in a JSON answer: a report of 300 findings is some 60 kB. */
export const wordFile = (title: string, document: ReportDocument): OutputOf<'duties.export'> => ({
  fileName: fileNameOf(title),
  contentType: WORD,
  base64: Buffer.from(writeReportDocument(document)).toString('base64'),
});
