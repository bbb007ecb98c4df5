import { served } from '@xuncha/contracts/served/archives';
import { serve } from '../serve.ts';
import { archiveDeps } from './archive-deps.ts';
import { cancelArchive } from './cancel.ts';
import { decideOnArchive } from './decide.ts';
import { downloadArchive } from './download.ts';
import { estimateArchive } from './estimate.ts';
import { exportArchive } from './export.ts';
import { getArchive } from './get.ts';
import {
  cancelLedgerExport,
  downloadLedgerExport,
  getLedgerExport,
  requestLedgerExport,
} from './ledger-exports.ts';
import { listArchives } from './list.ts';
import { rebuildArchive } from './rebuild.ts';
import { getSeal, listUnitSeals } from './seals.ts';
import { setExportApproval } from './set-approval.ts';

export const handler = serve(
  served,
  {
    'archives.list': listArchives,
    'archives.export': exportArchive,
    'archives.get': getArchive,
    'archives.decide': decideOnArchive,
    'archives.setApproval': setExportApproval,
    'archives.download': downloadArchive,
    'archives.rebuild': rebuildArchive,
    'ledgerExports.create': requestLedgerExport,
    'ledgerExports.get': getLedgerExport,
    'ledgerExports.cancel': cancelLedgerExport,
    'ledgerExports.download': downloadLedgerExport,
    'seals.list': listUnitSeals,
    'seals.get': getSeal,
    'archives.cancel': cancelArchive,
    'archives.estimate': estimateArchive,
  },
  archiveDeps(),
);
