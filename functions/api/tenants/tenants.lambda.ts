import { served } from '@xuncha/contracts/served/tenants';
import { getLimitRules } from '../limits/get.ts';
import { previewLimits } from '../limits/preview.ts';
import { previewAlerts } from '../limits/preview-alerts.ts';
import { setLimitRules } from '../limits/set.ts';
import { serve } from '../serve.ts';
import { addDepartment } from './add-department.ts';
import { addMember } from './add-member.ts';
import { changeMember } from './change-member.ts';
import { getEffect, getGroupEffect } from './effect.ts';
import { getTenant } from './get.ts';
import { listRounds } from './known-rounds.ts';
import { listTenants } from './list.ts';
import { listAccesses } from './list-accesses.ts';
import { listTenantMembers } from './list-members.ts';
import { getOverview } from './overview.ts';
import { provisionTenant } from './provision.ts';
import { removeMember } from './remove-member.ts';
import { setIdentityProvider } from './set-identity-provider.ts';
import { setCloseoutPolicy } from './set-policy.ts';
import { setRetention } from './set-retention.ts';
import { setCategoryRouting } from './set-routing.ts';
import { resumeTenant, suspendTenant } from './suspend.ts';
import { type TenantsDeps, tenantsDeps } from './tenants-deps.ts';
import { addRobot, listRobots, removeRobot } from './webhooks.ts';

export const handler = serve<'tenants', TenantsDeps>(
  served,
  {
    'tenants.list': listTenants,
    'tenants.provision': provisionTenant,
    'tenants.get': getTenant,
    'tenants.suspend': suspendTenant,
    'tenants.resume': resumeTenant,
    'tenants.setPolicy': setCloseoutPolicy,
    'tenants.setRetention': setRetention,
    'tenants.setRouting': setCategoryRouting,
    'limits.get': getLimitRules,
    'limits.set': setLimitRules,
    'limits.preview': previewLimits,
    'limits.previewAlerts': previewAlerts,
    'tenants.setIdentityProvider': setIdentityProvider,
    'departments.add': addDepartment,
    'webhooks.list': listRobots,
    'webhooks.add': addRobot,
    'webhooks.remove': removeRobot,
    'members.list': listTenantMembers,
    'members.rounds': listRounds,
    'members.add': addMember,
    'members.change': changeMember,
    'members.remove': removeMember,
    'accesses.list': listAccesses,
    'effect.get': getEffect,
    'effect.group': getGroupEffect,
    'overview.get': getOverview,
  },
  tenantsDeps(),
  { anyTenant: true },
);
