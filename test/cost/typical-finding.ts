import type { Evidence, Finding, FindingAggregate, FindingState, Measure } from '@xuncha/domain';
import { newId } from '@xuncha/store';
import { evidenceFixture, measureFixture } from '../../packages/domain/src/closeout/case-fixture.ts';
import { seedAggregate } from '../engine/seed-finding.ts';

/** A wording as in real lists of findings: some 200 characters, 3 bytes each. */
const TEXT =
  '物资采购管理不规范。一是招标采购制度执行不严格，抽查2023年以来采购合同36份，其中5份达到公开招标限额未履行招标程序，涉及金额428万元；' +
  '二是供应商准入审核把关不严，有3家供应商资质证书已过期仍列入合格供应商名录；三是采购验收流于形式，部分物资到货验收单由经办人一人签字，' +
  '未按规定组织质检、使用部门联合验收，存在廉洁风险。';
const MEASURES = [
  '修订《物资采购管理实施细则》，明确公开招标限额、审批权限和责任追究条款，经党委会审议后印发执行，并组织采购、合同、财务人员开展专题培训。',
  '对2023年以来采购合同进行全面清查，逐份核对招标程序履行情况，对未履行程序的5份合同补充说明材料，对相关责任人进行约谈提醒和经济考核。',
  '清理合格供应商名录，取消3家资质过期供应商准入资格，建立供应商资质到期预警台账，每季度由企管法规部会同纪委进行抽查并通报结果。',
];
const RESULT = '已完成制度修订并印发执行，完成合同清查36份，补充说明材料5份，约谈提醒3人，考核扣款2600元。';

/** The department every finding of the scenario belongs to, as a member of the tenant. */
export interface Place {
  readonly tenantId: string;
  readonly batchId: string;
  readonly departmentId: string;
  readonly departmentName: string;
  readonly handlerId: string;
}

/** A hash in the usual form; `n` keeps two files apart. */
const hashOf = (n: number): string => String(n).padStart(2, '0').repeat(32);

const measuresOf = (state: FindingState, place: Place): Measure[] =>
  MEASURES.map((text, index) => ({
    ...measureFixture({ id: newId(), seq: index + 1, text }),
    departmentId: place.departmentId,
    departmentName: place.departmentName,
    leaderName: '张副厂长',
    handlerName: '李经办',
    ...(state === 'rectifying'
      ? { status: 'done' as const, progress: 100, result: RESULT, reportedBy: [place.handlerId] }
      : { status: 'not_started' as const, progress: 0, result: undefined, doneAt: undefined }),
  }));

const evidenceOf = (measures: readonly Measure[], place: Place): Evidence[] =>
  [0, 1, 2, 0].map((measure, index) =>
    evidenceFixture({
      id: newId(),
      measureId: measures[measure]?.id,
      fileName: `附件${index + 1}：物资采购管理实施细则（修订稿）及印发通知.pdf`,
      sha256: hashOf(index + 1),
      size: 1_482_336,
      source: '物资供应站',
      uploadedBy: place.handlerId,
      uploadedByName: '李经办',
      uploadedAt: '2025-03-03T02:05:00.000Z',
      vaultKey: `t/${place.tenantId}/v/${hashOf(index + 1)}`,
    }),
  );

/** The head as it stands when work is going on: responsibility complete, dates known. */
export const typicalHead = (place: Place, order: number, over: Partial<Finding> = {}): Partial<Finding> => ({
  tenantId: place.tenantId,
  batchId: place.batchId,
  no: String(order).padStart(6, '0'),
  domain: '贯彻落实上级决策部署方面',
  category: '物资采购',
  title: '物资采购管理不规范，招标制度执行不严格',
  responsibility: {
    principalName: '王书记',
    leaderName: '张副厂长',
    departmentId: place.departmentId,
    departmentName: place.departmentName,
    supportingDepartments: ['企管法规部', '财务资产部'],
    handlerName: '李经办',
    handlerId: place.handlerId,
  },
  measureCount: 3,
  measureDone: 3,
  progress: 100,
  ...over,
});

/** A finding with three measures and, once it is being rectified, four verified files. */
export const typicalFinding = (place: Place, state: FindingState, order: number): FindingAggregate => {
  const measures = measuresOf(state, place);
  const worked = state === 'rectifying' || state === 'closing' || state === 'closed';
  return seedAggregate(
    typicalHead(place, order, { state, ...(worked ? {} : { measureDone: 0, progress: 0 }) }),
    {
      body: { text: TEXT, goal: '采购制度健全，招标程序履行到位，供应商管理规范。' },
      measures,
      evidence: worked ? evidenceOf(measures, place) : [],
    },
  );
};
