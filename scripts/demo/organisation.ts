import type { DepartmentDraft } from '@xuncha/domain';

/** Organisation of the demonstration. All units and names are invented. */
export interface DemoUnit {
  readonly code: string;
  readonly name: string;
  readonly departments: readonly DepartmentDraft[];
}

const of = (...names: readonly string[]): DepartmentDraft[] => names.map((name) => ({ name }));

export const GROUP_NAME = '集团公司';
export const GROUP_DEPARTMENTS: readonly DepartmentDraft[] = of(
  '巡察办公室',
  '党群工作部',
  '财务部',
  '审计部',
  '企管法规部',
  '油田开发部',
);

/** Which functional department of the group is consulted before a finding of this category is closed out (F09). */
export const GROUP_ROUTING: Readonly<Record<string, string>> = {
  理论学习: '党群工作部',
  作风建设: '党群工作部',
  效益开发: '油田开发部',
  合同管理: '企管法规部',
  招标采购: '企管法规部',
  财务管理: '财务部',
  整改落实: '审计部',
};

export const UNITS: readonly DemoUnit[] = [
  {
    code: 'bhcyc',
    name: '北河采油厂',
    departments: [
      { name: '机关党委', children: of('党群工作部', '组织部', '纪委') },
      { name: '综合办公室' },
      { name: '开发管理部', children: of('地质研究所') },
      { name: '财务资产部', children: of('财务部') },
      { name: '企管法规部' },
      { name: '工程管理部' },
      { name: '安全环保部' },
      { name: '信息中心' },
      { name: '物资供应站' },
      { name: '北一作业区', children: [{ name: '采油一站', children: of('运行一班', '运行二班') }] },
    ],
  },
  {
    code: 'dhlh',
    name: '东湖炼化公司',
    departments: [
      { name: '党委办公室' },
      { name: '纪检审计部' },
      { name: '生产运行部', children: of('常减压车间', '催化车间') },
      { name: '计划财务部' },
    ],
  },
  {
    code: 'nycj',
    name: '南源采气厂',
    departments: [
      { name: '党群办公室' },
      { name: '纪委办公室' },
      { name: '生产技术部', children: of('集气一站') },
      { name: '经营财务部' },
    ],
  },
];
