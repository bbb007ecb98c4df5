import { apiDeps } from '../context.ts';
import { serve } from '../serve.ts';
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

export const handler = serve(
  'reports',
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
  },
  apiDeps(),
);
