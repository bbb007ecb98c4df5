import { describe, expect, it } from 'vitest';
import { aggregateFixture, findingFixture, measureFixture } from '../closeout/case-fixture.ts';
import { filterPlan, type PlanListName, planList } from './lists.ts';
import { type PlanFinding, planFindingOf, stagesText } from './plan-finding.ts';
import { freezePlan, planDifferences } from './versions.ts';

/** A finding of which everything is known, with two measures: one says all of its own, one leaves it to the finding. */
const full = (): PlanFinding =>
  planFindingOf(
    aggregateFixture({
      finding: findingFixture({
        state: 'rectifying',
        domain: '经营管理',
        feedbackDate: '2025-01-31',
        dueDate: '2025-04-30',
        responsibility: {
          principalName: '一把手',
          leaderName: '分管甲',
          departmentId: 'dep1',
          departmentName: '物资部',
          supportingDepartments: ['财务部', '法务部'],
          handlerName: '经办甲',
        },
      }),
      body: {
        text: '部分物资未履行招标程序。',
        goal: '采购全部合规',
        analysis: {
          causes: ['institution', 'execution'],
          causeText: '没有规定限额',
          standard: { text: '制度印发' },
        },
      },
      measures: [
        measureFixture({
          text: '修订办法',
          status: 'under_way',
          progress: 40,
          leaderName: '分管乙',
          departmentName: '审计部',
          handlerName: '经办乙',
          supportingDepartments: ['人力部', '纪检部'],
          term: { kind: 'date', date: '2025-03-31', original: '一季度' },
          stages: [
            { on: '2025-02-28', percent: 50, goal: '形成初稿' },
            { on: '2025-03-31', percent: 100, goal: '印发' },
          ],
        }),
        measureFixture({ id: 'mea2', seq: 2, text: '组织培训', term: { kind: 'date', date: '2025-04-30' } }),
        measureFixture({ id: 'mea3', seq: 3, text: '作罢', status: 'withdrawn' }),
      ],
    }),
  );
/** The same as it comes from a list that names nothing but the wording. */
const bare = (): PlanFinding =>
  planFindingOf(
    aggregateFixture({
      finding: findingFixture({
        id: 'fnd2',
        no: '2',
        state: 'delivered',
        category: undefined,
        dueDate: undefined,
        responsibility: { supportingDepartments: [] },
      }),
      body: { text: '原文' },
      measures: [measureFixture({ term: { kind: 'none' }, status: 'not_started', progress: 0 })],
    }),
  );

/** A list as people see it: the headings, then the cells below them. */
const shown = (name: PlanListName, findings: readonly PlanFinding[]): string[] => {
  const { columns, rows } = planList(name, findings);
  return [
    columns.map(({ title }) => title).join(' | '),
    ...rows.map(({ cells }) => columns.map(({ key }) => cells[key]).join(' | ')),
  ];
};

describe('the three lists as people read them (E01)', () => {
  it('problems: what was found, why, and what shall be reached; a blank where nothing is known', () => {
    expect(shown('problems', [full(), bare()])).toEqual([
      '序号 | 领域 | 类别 | 问题表述 | 整改类型 | 原因分类 | 原因分析 | 整改目标 | 验收标准 | 完成时限 | 状态',
      '1 | 经营管理 | 物资采购 | 部分物资未履行招标程序。 | 限期整改 | 制度机制、制度执行 | 没有规定限额 | 采购全部合规 | 制度印发 | 2025-04-30 | 整改中',
      '2 |  |  | 原文 | 限期整改 |  |  |  |  |  | 待认领',
    ]);
  });

  it('tasks: whoever a measure does not name is who answers for the finding', () => {
    expect(shown('tasks', [full(), bare()])).toEqual([
      '序号 | 问题 | 措施 | 整改措施 | 责任领导 | 责任部门 | 配合部门 | 经办人 | 完成时限 | 阶段目标 | 进度 | 状态',
      '1 | 采购管理不规范 | 1 | 修订办法 | 分管乙 | 审计部 | 人力部、纪检部 | 经办乙 | 一季度 | 2025-02-28 完成 50%：形成初稿；2025-03-31 完成 100%：印发 | 40% | 进行中',
      '1 | 采购管理不规范 | 2 | 组织培训 | 分管甲 | 物资部 | 财务部、法务部 | 经办甲 | 2025-04-30 |  | 100% | 已完成',
      '2 | 采购管理不规范 | 1 | 修订采购管理办法 |  |  |  |  |  |  | 0% | 未开始',
    ]);
  });

  it('responsibilities: by leader, then department, then number, as names are ordered in Chinese', () => {
    const of = (no: string, leaderName: string | undefined, departmentName?: string) => ({
      ...full(),
      id: no,
      no,
      leaderName,
      departmentName,
    });
    const findings = [
      of('10', '张三', '财务部'),
      of('9', '张三', '财务部'),
      of('1', '张三', '物资部'),
      of('8', '李四', '财务部'),
      of('7', '张三'),
      of('6', undefined),
    ];
    expect(shown('responsibilities', findings)).toEqual([
      '责任领导 | 牵头部门 | 序号 | 问题 | 第一责任人 | 配合部门 | 经办人 | 措施数 | 完成时限',
      ' |  | 6 | 采购管理不规范 | 一把手 | 财务部、法务部 | 经办甲 | 2 | 2025-04-30',
      '李四 | 财务部 | 8 | 采购管理不规范 | 一把手 | 财务部、法务部 | 经办甲 | 2 | 2025-04-30',
      '张三 |  | 7 | 采购管理不规范 | 一把手 | 财务部、法务部 | 经办甲 | 2 | 2025-04-30',
      '张三 | 财务部 | 9 | 采购管理不规范 | 一把手 | 财务部、法务部 | 经办甲 | 2 | 2025-04-30',
      '张三 | 财务部 | 10 | 采购管理不规范 | 一把手 | 财务部、法务部 | 经办甲 | 2 | 2025-04-30',
      '张三 | 物资部 | 1 | 采购管理不规范 | 一把手 | 财务部、法务部 | 经办甲 | 2 | 2025-04-30',
    ]);
    expect(shown('responsibilities', [bare()])[1]).toBe(' |  | 2 | 采购管理不规范 |  |  |  | 1 | ');
  });

  it('are known by their names', () => {
    for (const name of ['problems', 'tasks', 'responsibilities'] as const)
      expect(planList(name, []).name).toBe(name);
  });

  it('show a department what it leads, supports or has a measure of, and a leader the same', () => {
    const findings = [full(), bare()];
    const ids = (filter: Parameters<typeof filterPlan>[1]) =>
      filterPlan(findings, filter).map(({ no }) => no);
    for (const departmentName of ['物资部', '法务部', '审计部'])
      expect(ids({ departmentName })).toEqual(['1']);
    for (const leaderName of ['分管甲', '分管乙']) expect(ids({ leaderName })).toEqual(['1']);
    expect(ids({ departmentName: '人力部' })).toEqual([]);
    expect(ids({ leaderName: '分管甲', departmentName: '财务部' })).toEqual(['1']);
    expect(ids({ leaderName: '无此人', departmentName: '财务部' })).toEqual([]);
  });
});

describe('what changed between two versions, as people read it (E04)', () => {
  const version = (...findings: readonly PlanFinding[]) =>
    freezePlan({ number: 1, goals: '', organisation: '', submittedAt: '', submittedByName: '' }, findings);
  const lines = (before: PlanFinding[], after: PlanFinding[]) =>
    planDifferences(version(...before), version(...after)).map(
      ({ no, title, field, before: was, after: is }) => `${no} ${title} ${field}: ${was} → ${is}`,
    );

  it('names every field with what it was and is, blanks included', () => {
    const empty = { ...bare(), id: 'fnd1', no: '1', measures: [] };
    expect(lines([empty], [{ ...full(), termClass: 'immediate', measures: [] }])).toEqual([
      '1 采购管理不规范 整改类型: 限期整改 → 立行立改',
      '1 采购管理不规范 原因分类:  → 制度机制、制度执行',
      '1 采购管理不规范 原因分析:  → 没有规定限额',
      '1 采购管理不规范 整改目标:  → 采购全部合规',
      '1 采购管理不规范 验收标准:  → 制度印发',
      '1 采购管理不规范 第一责任人:  → 一把手',
      '1 采购管理不规范 责任领导:  → 分管甲',
      '1 采购管理不规范 牵头部门:  → 物资部',
      '1 采购管理不规范 配合部门:  → 财务部、法务部',
      '1 采购管理不规范 经办人:  → 经办甲',
      '1 采购管理不规范 完成时限:  → 2025-04-30',
    ]);
    expect(lines([full()], [{ ...empty, termClass: 'time_limited' }])).toHaveLength(12);
  });

  it('names measures in their order, in one line each, and what is not said is left out', () => {
    const [first, second] = full().measures;
    const after = {
      ...full(),
      measures: [second, first].flatMap((one) => (one ? [{ ...one, text: `新${one.text}` }] : [])),
    };
    expect(lines([{ ...full(), measures: [] }], [after])).toEqual([
      '1 采购管理不规范 措施1:  → 新修订办法 · 分管乙、审计部、经办乙 · 一季度 · 2025-02-28 完成 50%：形成初稿；2025-03-31 完成 100%：印发',
      '1 采购管理不规范 措施2:  → 新组织培训 · 2025-04-30',
    ]);
    const [undated] = bare().measures;
    expect(lines([{ ...bare(), measures: [] }], [{ ...bare(), measures: undated ? [undated] : [] }])).toEqual(
      ['2 采购管理不规范 措施1:  → 修订采购管理办法'],
    );
  });

  it('names findings added and taken out', () => {
    expect(lines([full()], [bare()])).toEqual([
      '1 采购管理不规范 问题: 采购管理不规范 → ',
      '2 采购管理不规范 问题:  → 采购管理不规范',
    ]);
  });
});

it('says nothing of stages where there are none', () => {
  expect(stagesText({ stages: [] })).toBe('');
});
