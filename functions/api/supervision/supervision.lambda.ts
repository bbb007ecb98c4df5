import { served } from '@xuncha/contracts/served/supervision';
import { apiDeps } from '../context.ts';
import { serve } from '../serve.ts';
import {
  askLifting,
  checkOrder,
  decideOnLifting,
  getOrder,
  issueNewOrder,
  listOrders,
  putUpOrder,
  replyOrder,
  withdrawIssued,
} from './orders.ts';
import { decideOnRecurrence, getRecurrence, listRecurrences } from './recurrences.ts';
import { getSupervision, setSupervision } from './rules.ts';
import {
  cancelPlannedTalk,
  checkTalk,
  getTalk,
  holdPlannedTalk,
  listTalks,
  planNewTalk,
  stateOnTalk,
} from './talks.ts';

export const handler = serve(
  served,
  {
    'supervision.get': getSupervision,
    'supervision.set': setSupervision,
    'orders.list': listOrders,
    'orders.get': getOrder,
    'orders.issue': issueNewOrder,
    'orders.reply': replyOrder,
    'orders.check': checkOrder,
    'orders.withdraw': withdrawIssued,
    'orders.putUp': putUpOrder,
    'orders.askLifting': askLifting,
    'orders.decideLifting': decideOnLifting,
    'recurrences.list': listRecurrences,
    'recurrences.get': getRecurrence,
    'recurrences.decide': decideOnRecurrence,
    'talks.list': listTalks,
    'talks.get': getTalk,
    'talks.plan': planNewTalk,
    'talks.hold': holdPlannedTalk,
    'talks.state': stateOnTalk,
    'talks.check': checkTalk,
    'talks.cancel': cancelPlannedTalk,
  },
  apiDeps(),
);
