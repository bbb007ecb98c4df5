import { served } from '@xuncha/contracts/served/plans';
import { apiDeps } from '../context.ts';
import { serve } from '../serve.ts';
import { analyseFinding } from './analyse.ts';
import { approveAsCommittee, opineOnPlan, reviewSubmittedPlan } from './decide.ts';
import { editPlanTexts, reviseApprovedPlan, submitPlanVersion } from './draft.ts';
import { listPlanFindings } from './findings.ts';
import { getPlan } from './get.ts';
import { listPlans } from './list.ts';
import { getStandards, setStandards } from './standards.ts';
import { getPlanVersion } from './version.ts';

export const handler = serve(
  served,
  {
    'findings.analyse': analyseFinding,
    'plans.list': listPlans,
    'plans.get': getPlan,
    'plans.findings': listPlanFindings,
    'plans.edit': editPlanTexts,
    'plans.submit': submitPlanVersion,
    'plans.approve': approveAsCommittee,
    'plans.opine': opineOnPlan,
    'plans.review': reviewSubmittedPlan,
    'plans.revise': reviseApprovedPlan,
    'plans.version': getPlanVersion,
    'standards.get': getStandards,
    'standards.set': setStandards,
  },
  apiDeps(),
);
