import { createApi } from '@xuncha/http';
import { now } from '../../clock.ts';
import { translateError } from '../context.ts';
import { downloadEvidence } from './download.ts';
import { evidenceDeps } from './evidence-deps.ts';
import { getEvidence } from './get.ts';
import { registerMeasureEvidence, registerMinutes } from './register.ts';
import { renewEvidenceUpload } from './renew.ts';
import { withdrawOne } from './withdraw.ts';

export const handler = createApi({
  capability: 'evidence',
  handlers: {
    'evidence.register': registerMeasureEvidence,
    'minutes.register': registerMinutes,
    'evidence.get': getEvidence,
    'evidence.renew': renewEvidenceUpload,
    'evidence.withdraw': withdrawOne,
    'evidence.download': downloadEvidence,
  },
  deps: evidenceDeps(),
  now,
  translate: translateError,
});
