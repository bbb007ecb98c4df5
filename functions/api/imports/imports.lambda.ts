import { createApi } from '@xuncha/http';
import { now } from '../../clock.ts';
import { translateError } from '../context.ts';
import { commitImport } from './commit.ts';
import { downloadCorrection } from './correction-workbook.ts';
import { getImport } from './get.ts';
import { importDeps } from './import-deps.ts';
import { listImports } from './list.ts';
import { previewImport } from './preview.ts';
import { registerImport } from './register.ts';
import { setImportMapping } from './set-mapping.ts';
import { undoImport } from './undo.ts';

export const handler = createApi({
  capability: 'imports',
  handlers: {
    'imports.list': listImports,
    'imports.register': registerImport,
    'imports.get': getImport,
    'imports.preview': previewImport,
    'imports.setMapping': setImportMapping,
    'imports.commit': commitImport,
    'imports.undo': undoImport,
    'imports.correctionWorkbook': downloadCorrection,
  },
  deps: importDeps(),
  now,
  translate: translateError,
});
