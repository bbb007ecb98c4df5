import type { MembershipScope, Role } from '@xuncha/domain';

/** A person of the demonstration; the login is also the account at the local identity provider. */
export interface DemoPerson {
  readonly login: string;
  readonly name: string;
  readonly title: string;
  readonly roles: readonly Role[];
  /** Name of the department inside the tenant. */
  readonly department?: string;
  readonly scope?: MembershipScope;
  /** Calendar days from the day of the seed; a limited membership ends then (A06). */
  readonly validDays?: number;
}

const person = (login: string, name: string, title: string, role: Role, department?: string): DemoPerson => ({
  login,
  name,
  title,
  roles: [role],
  department,
});

/** The first one of each list is the administrator, who comes with the tenant and adds the others. */
export const GROUP_PEOPLE: readonly [DemoPerson, ...DemoPerson[]] = [
  person('hq-admin', '秦怀远', '集团管理员', 'group_admin'),
  person('hq-inspection', '沈知行', '巡察办公室主任', 'inspection_office', '巡察办公室'),
  person('hq-leading', '顾长明', '领导小组办公室', 'leading_group', '巡察办公室'),
  person('hq-function', '梁思齐', '企管法规部经理', 'functional_dept', '企管法规部'),
  person('hq-dangqun', '方书婷', '党群工作部主任', 'functional_dept', '党群工作部'),
  person('hq-kaifa', '魏志远', '油田开发部经理', 'functional_dept', '油田开发部'),
  person('hq-audit', '彭守真', '审计部经理', 'functional_dept', '审计部'),
  person('hq-team', '袁立行', '第一巡察组组长', 'inspection_team', '巡察办公室'),
  person('hq-jiwei', '邢守正', '集团纪委副书记', 'group_discipline'),
  person('hq-zuzhi', '柳知贤', '集团组织部副部长', 'group_organisation'),
  {
    ...person('auditor', '韩清源', '外部审计员（限期）', 'auditor'),
    scope: { tenants: ['bhcyc'] },
    validDays: 365,
  },
];

export const UNIT_PEOPLE: Readonly<Record<string, readonly [DemoPerson, ...DemoPerson[]]>> = {
  bhcyc: [
    person('bhcyc-admin', '邵文博', '单位管理员', 'tenant_admin'),
    person('bhcyc-secretary', '陶启正', '党委书记', 'party_secretary'),
    person('bhcyc-leader', '段承业', '总会计师（责任领导）', 'responsible_leader'),
    person('bhcyc-office', '何静怡', '整改办联络员', 'rectification_office', '党群工作部'),
    person('bhcyc-jiwei', '雷正宇', '纪委副书记', 'discipline_committee', '纪委'),
    person('bhcyc-zuzhi', '宋雅琴', '组织部部长', 'organisation_dept', '组织部'),
    person('bhcyc-dangqun', '曹国栋', '党群工作部主任', 'department_head', '党群工作部'),
    person('bhcyc-qiguan', '冯立新', '企管法规部主任', 'department_head', '企管法规部'),
    person('bhcyc-dizhi', '丁海川', '地质研究所所长', 'department_head', '地质研究所'),
    person('bhcyc-kaifa', '许承志', '开发管理部主任', 'department_head', '开发管理部'),
    person('bhcyc-wuzi', '程万里', '物资供应站站长', 'department_head', '物资供应站'),
    person('bhcyc-zonghe', '贺晓岚', '综合办公室主任', 'department_head', '综合办公室'),
    person('bhcyc-gongcheng', '石建勋', '工程管理部主任', 'department_head', '工程管理部'),
    person('bhcyc-wang', '王建国', '党群工作部干事', 'handler', '党群工作部'),
    person('bhcyc-li', '李明', '组织部干事', 'handler', '组织部'),
    person('bhcyc-zhao', '赵强', '地质研究所工程师', 'handler', '地质研究所'),
    person('bhcyc-sun', '孙立', '开发管理部工程师', 'handler', '开发管理部'),
    person('bhcyc-zhou', '周敏', '企管法规部主管', 'handler', '企管法规部'),
    person('bhcyc-liu', '刘洋', '物资供应站计划员', 'handler', '物资供应站'),
    person('bhcyc-chen', '陈静', '综合办公室文员', 'handler', '综合办公室'),
    person('bhcyc-gao', '高翔', '工程管理部主管', 'handler', '工程管理部'),
    person('bhcyc-grid', '范小军', '采油一站网格员', 'grid_member', '采油一站'),
  ],
  dhlh: [
    person('dhlh-admin', '严冬梅', '单位管理员', 'tenant_admin'),
    person('dhlh-secretary', '蒋云帆', '党委书记', 'party_secretary'),
    person('dhlh-office', '白若溪', '整改办联络员', 'rectification_office', '党委办公室'),
    person('dhlh-jiwei', '马凌霄', '纪委副书记', 'discipline_committee', '纪检审计部'),
    person('dhlh-leader', '葛万钧', '总会计师（责任领导）', 'responsible_leader'),
    person('dhlh-shengchan', '田广厦', '生产运行部主任', 'department_head', '生产运行部'),
    person('dhlh-diaodu', '祝春生', '生产运行部调度', 'handler', '生产运行部'),
    person('dhlh-jihua', '滕立言', '计划财务部主任', 'department_head', '计划财务部'),
    person('dhlh-caiwu', '余思远', '计划财务部主管', 'handler', '计划财务部'),
  ],
  nycj: [
    person('nycj-admin', '薛明川', '单位管理员', 'tenant_admin'),
    person('nycj-secretary', '傅安澜', '党委书记', 'party_secretary'),
    person('nycj-office', '江映雪', '整改办联络员', 'rectification_office', '党群办公室'),
    person('nycj-jiwei', '龙在田', '纪委副书记', 'discipline_committee', '纪委办公室'),
    person('nycj-leader', '卓凌川', '总工程师（责任领导）', 'responsible_leader'),
    person('nycj-jishu', '毛新雨', '生产技术部主任', 'department_head', '生产技术部'),
    person('nycj-jishuyuan', '戚远航', '生产技术部技术员', 'handler', '生产技术部'),
  ],
};
