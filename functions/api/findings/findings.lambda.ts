import { served } from '@xuncha/contracts/served/findings';
import { apiDeps } from '../context.ts';
import { serve } from '../serve.ts';
import { assignResponsibility } from './assign.ts';
import { getBatch, listBatches, publishBatch, setBatchRetention } from './batches.ts';
import { listFindingEvents } from './events.ts';
import { askForExtension, decideOnExtension, withdrawExtensionRequest } from './extensions.ts';
import {
  acknowledgeFinding,
  answerFindingObjection,
  editDraftFinding,
  objectToFinding,
  reopenFinding,
  startFinding,
} from './feedback.ts';
import { getFinding } from './get.ts';
import { changeLedgerView, createLedgerView, listLedgerViews, removeLedgerView } from './ledger-views.ts';
import { mergeSeveral, splitOne } from './lineage.ts';
import { listLedger } from './list.ts';
import { lookUpFindings } from './look-up.ts';
import { acknowledgeMany, assignMany, startMany } from './many.ts';
import { addFindingMeasure, editFindingMeasure, reportMeasure, withdrawFindingMeasure } from './measures.ts';
import { moveLimits } from './move-limits.ts';
import { decideOnStage, switchGreenChannel } from './stages.ts';

export const handler = serve(
  served,
  {
    'findings.list': listLedger,
    'findings.lookUp': lookUpFindings,
    'findings.get': getFinding,
    'findings.events': listFindingEvents,
    'findings.moveLimits': moveLimits,
    'findings.editDraft': editDraftFinding,
    'findings.acknowledge': acknowledgeFinding,
    'findings.acknowledgeMany': acknowledgeMany,
    'findings.assignMany': assignMany,
    'findings.startMany': startMany,
    'ledgerViews.list': listLedgerViews,
    'ledgerViews.create': createLedgerView,
    'ledgerViews.change': changeLedgerView,
    'ledgerViews.remove': removeLedgerView,
    'findings.object': objectToFinding,
    'findings.answerObjection': answerFindingObjection,
    'findings.assign': assignResponsibility,
    'findings.start': startFinding,
    'findings.split': splitOne,
    'findings.merge': mergeSeveral,
    'findings.reopen': reopenFinding,
    'measures.add': addFindingMeasure,
    'measures.edit': editFindingMeasure,
    'measures.withdraw': withdrawFindingMeasure,
    'measures.report': reportMeasure,
    'stages.decide': decideOnStage,
    'extensions.ask': askForExtension,
    'extensions.decide': decideOnExtension,
    'extensions.withdraw': withdrawExtensionRequest,
    'findings.greenChannel': switchGreenChannel,
    'batches.list': listBatches,
    'batches.get': getBatch,
    'batches.publish': publishBatch,
    'batches.setRetention': setBatchRetention,
  },
  apiDeps(),
);
