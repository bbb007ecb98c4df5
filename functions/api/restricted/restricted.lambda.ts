import { served } from '@xuncha/contracts/served/restricted';
import { apiDeps } from '../context.ts';
import { serve } from '../serve.ts';
import {
  changeDraftBriefing,
  draftNewBriefing,
  getBriefing,
  issueDraftBriefing,
  listBriefings,
  receiveIssuedBriefing,
  withdrawBriefing,
} from './briefings.ts';
import { getRestrictedChoices } from './choices.ts';
import { listCounts } from './interview-counts.ts';
import {
  cancelPlannedInterview,
  changePlannedInterview,
  getInterview,
  holdPlannedInterview,
  listInterviews,
  planNewInterview,
  recordHeldInterview,
  withdrawInterview,
} from './interviews.ts';
import {
  addNewLeaderFeedback,
  correctLeaderFeedback,
  getLeaderFeedback,
  listLeaderFeedback,
  withdrawLeaderFeedback,
} from './leader-feedback.ts';
import {
  getReferral,
  listReferrals,
  receiveSentReferral,
  replyToSentReferral,
  resendReturnedReferral,
  returnSentReferral,
  sendNewReferral,
  withdrawReferral,
} from './referrals.ts';

export const handler = serve(
  served,
  {
    'restrictedChoices.get': getRestrictedChoices,
    'interviews.list': listInterviews,
    'interviews.get': getInterview,
    'interviews.plan': planNewInterview,
    'interviews.change': changePlannedInterview,
    'interviews.hold': holdPlannedInterview,
    'interviews.record': recordHeldInterview,
    'interviews.cancel': cancelPlannedInterview,
    'interviews.withdraw': withdrawInterview,
    'interviewCounts.list': listCounts,
    'briefings.list': listBriefings,
    'briefings.get': getBriefing,
    'briefings.draft': draftNewBriefing,
    'briefings.change': changeDraftBriefing,
    'briefings.issue': issueDraftBriefing,
    'briefings.receive': receiveIssuedBriefing,
    'briefings.withdraw': withdrawBriefing,
    'leaderFeedback.list': listLeaderFeedback,
    'leaderFeedback.get': getLeaderFeedback,
    'leaderFeedback.add': addNewLeaderFeedback,
    'leaderFeedback.change': correctLeaderFeedback,
    'leaderFeedback.withdraw': withdrawLeaderFeedback,
    'referrals.list': listReferrals,
    'referrals.get': getReferral,
    'referrals.send': sendNewReferral,
    'referrals.receive': receiveSentReferral,
    'referrals.reply': replyToSentReferral,
    'referrals.return': returnSentReferral,
    'referrals.resend': resendReturnedReferral,
    'referrals.withdraw': withdrawReferral,
  },
  apiDeps(),
);
