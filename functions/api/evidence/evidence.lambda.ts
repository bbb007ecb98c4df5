import { serve } from '../serve.ts';
import { downloadEvidence } from './download.ts';
import { evidenceDeps } from './evidence-deps.ts';
import { getEvidence } from './get.ts';
import { registerMeasureEvidence, registerMinutes } from './register.ts';
import { renewEvidenceUpload } from './renew.ts';
import { withdrawOne } from './withdraw.ts';

export const handler = serve(
  'evidence',
  {
    'evidence.register': registerMeasureEvidence,
    'minutes.register': registerMinutes,
    'evidence.get': getEvidence,
    'evidence.renew': renewEvidenceUpload,
    'evidence.withdraw': withdrawOne,
    'evidence.download': downloadEvidence,
  },
  evidenceDeps(),
);
