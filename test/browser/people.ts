import type { DemoAccount } from '@xuncha/local';

/** The subsidiary that the main story opens; invented, like everybody in it. */
export const NEW_UNIT = { code: 'xlyq', name: '新联油气公司' } as const;

/** Departments named in the ledger, as an administrator would type them; the indented ones hang under a parent. */
export const NEW_UNIT_OUTLINE = [
  '机关党委',
  '  党群工作部',
  '  组织部',
  '  纪委',
  '综合办公室',
  '开发管理部',
  '  地质研究所',
  '财务资产部',
  '企管法规部',
  '工程管理部',
  '信息中心',
  '物资供应站',
].join('\n');

interface Colleague {
  readonly login: string;
  readonly name: string;
  /** As the page calls it. */
  readonly role: string;
  readonly department?: string;
}

export const NEW_ADMIN: Colleague = { login: 'xlyq-admin', name: '苗新宇', role: '单位管理员' };

export const NEW_COLLEAGUES: readonly Colleague[] = [
  { login: 'xlyq-secretary', name: '柏长风', role: '党委书记' },
  { login: 'xlyq-office', name: '温如玉', role: '整改办', department: '党群工作部' },
  { login: 'xlyq-jiwei', name: '钟铭远', role: '纪委', department: '纪委' },
  { login: 'xlyq-wuzi', name: '乔大勇', role: '部门负责人', department: '物资供应站' },
  { login: 'xlyq-liu', name: '刘洋', role: '经办人', department: '物资供应站' },
  { login: 'xlyq-zonghe', name: '蓝心怡', role: '部门负责人', department: '综合办公室' },
];

export const NEW_AUDITOR: Colleague = { login: 'xlyq-auditor', name: '甘守正', role: '审计员' };

/** Logins at the identity provider, which exist before anybody is made a member. */
export const NEW_ACCOUNTS: readonly DemoAccount[] = [NEW_ADMIN, ...NEW_COLLEAGUES, NEW_AUDITOR].map(
  ({ login, name, role }) => ({ sub: login, name, title: role, tenant: NEW_UNIT.name }),
);
