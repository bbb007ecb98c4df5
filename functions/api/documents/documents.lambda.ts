import { apiDeps } from '../context.ts';
import { serve } from '../serve.ts';
import { exportPlanDocument } from './export-plan.ts';

export const handler = serve('documents', { 'plans.export': exportPlanDocument }, apiDeps());
