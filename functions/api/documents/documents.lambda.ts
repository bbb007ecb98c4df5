import { served } from '@xuncha/contracts/served/documents';
import { apiDeps } from '../context.ts';
import { serve } from '../serve.ts';
import { exportPlanDocument } from './export-plan.ts';
import { getPlanTemplate, removePlanTemplate, samplePlanTemplate, setPlanTemplate } from './plan-template.ts';

export const handler = serve(
  served,
  {
    'plans.export': exportPlanDocument,
    'planTemplates.get': getPlanTemplate,
    'planTemplates.set': setPlanTemplate,
    'planTemplates.remove': removePlanTemplate,
    'planTemplates.sample': samplePlanTemplate,
  },
  apiDeps(),
);
