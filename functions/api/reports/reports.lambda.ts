import { served } from '@xuncha/contracts/served/reports';
import { apiDeps } from '../context.ts';
import { serve } from '../serve.ts';
import { getBoard } from './boards.ts';
import {
  decideDuty,
  draftDuty,
  exportDuty,
  getDuty,
  listDuties,
  renewDuty,
  submitDuty,
  writeDuty,
} from './duties.ts';
import { listAllDuties } from './group-duties.ts';
import {
  closePublishedNotice,
  decideOnNotice,
  draftNewNotice,
  exportNoticePaper,
  getNotice,
  listNotices,
  previewNotice,
  publishApprovedNotice,
  registerNoticeComment,
  settleNoticeComment,
  submitDraftNotice,
  withdrawUnpublishedNotice,
  writeDraftNotice,
} from './notices.ts';

export const handler = serve(
  served,
  {
    'duties.list': listDuties,
    'duties.get': getDuty,
    'duties.draft': draftDuty,
    'duties.write': writeDuty,
    'duties.renew': renewDuty,
    'duties.export': exportDuty,
    'duties.submit': submitDuty,
    'duties.decide': decideDuty,
    'groupDuties.list': listAllDuties,
    'boards.get': getBoard,
    'notices.list': listNotices,
    'notices.draft': draftNewNotice,
    'notices.get': getNotice,
    'notices.preview': previewNotice,
    'notices.write': writeDraftNotice,
    'notices.submit': submitDraftNotice,
    'notices.decide': decideOnNotice,
    'notices.publish': publishApprovedNotice,
    'notices.comment': registerNoticeComment,
    'notices.settle': settleNoticeComment,
    'notices.close': closePublishedNotice,
    'notices.withdraw': withdrawUnpublishedNotice,
    'notices.export': exportNoticePaper,
  },
  apiDeps(),
);
