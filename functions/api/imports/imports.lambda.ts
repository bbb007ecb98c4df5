import { served } from '@xuncha/contracts/served/imports';
import { serve } from '../serve.ts';
import { commitImport } from './commit.ts';
import { downloadCorrection } from './correction-workbook.ts';
import { getImport } from './get.ts';
import { importDeps } from './import-deps.ts';
import { listImports } from './list.ts';
import { previewImport } from './preview.ts';
import { registerImport } from './register.ts';
import { setImportMapping } from './set-mapping.ts';
import { undoImport } from './undo.ts';

export const handler = serve(
  served,
  {
    'imports.list': listImports,
    'imports.register': registerImport,
    'imports.get': getImport,
    'imports.preview': previewImport,
    'imports.setMapping': setImportMapping,
    'imports.commit': commitImport,
    'imports.undo': undoImport,
    'imports.correctionWorkbook': downloadCorrection,
  },
  importDeps(),
);
