import { served } from '@xuncha/contracts/served/evidence';
import { serve } from '../serve.ts';
import { downloadEvidence, previewEvidence } from './download.ts';
import { evidenceDeps } from './evidence-deps.ts';
import { getFixity, listFixity } from './fixity.ts';
import { getEvidence } from './get.ts';
import { holdEvidence, releaseEvidence } from './hold.ts';
import { findKnownContents, referToKnownContent } from './known-content.ts';
import { abortPartedUpload, completePartedUpload, signPartAddresses, startPartedUpload } from './parts.ts';
import { registerMeasureEvidence, registerMinutes } from './register.ts';
import { renewEvidenceUpload } from './renew.ts';
import { withdrawOne } from './withdraw.ts';

export const handler = serve(
  served,
  {
    'evidence.register': registerMeasureEvidence,
    'minutes.register': registerMinutes,
    'evidence.get': getEvidence,
    'evidence.renew': renewEvidenceUpload,
    'evidence.withdraw': withdrawOne,
    'evidence.download': downloadEvidence,
    'evidence.preview': previewEvidence,
    'evidence.hold': holdEvidence,
    'evidence.release': releaseEvidence,
    'fixity.get': getFixity,
    'fixity.list': listFixity,
    'evidence.known': findKnownContents,
    'evidence.refer': referToKnownContent,
    'evidence.startParts': startPartedUpload,
    'evidence.signParts': signPartAddresses,
    'evidence.completeParts': completePartedUpload,
    'evidence.abortParts': abortPartedUpload,
  },
  evidenceDeps(),
);
