/** What a ledger column can mean. */
export const LEDGER_FIELDS = [
  'no',
  'domain',
  'category',
  'text',
  'goal',
  'measure',
  'leader',
  'department',
  'supportingDepartments',
  'handler',
  'term',
  'termClass',
  'doneFlag',
  'evidenceNames',
  'remark',
] as const;
export type LedgerField = (typeof LEDGER_FIELDS)[number];

/** The house form's name of each column. */
export const LEDGER_FIELD_LABELS: Readonly<Record<LedgerField, string>> = {
  no: '序号',
  domain: '领域',
  category: '问题类别',
  text: '具体问题',
  goal: '整改目标',
  measure: '整改措施',
  leader: '责任领导',
  department: '责任部门',
  supportingDepartments: '配合部门',
  handler: '责任人',
  term: '完成时限',
  termClass: '整改类型',
  doneFlag: '是否完成',
  evidenceNames: '佐证材料',
  remark: '备注',
};

/** What a correction workbook adds to the house form; read again, these columns belong to no field. */
export const CORRECTION_LABELS = { problem: '错误说明', sourceRow: '原文件行' } as const;
/** Its second sheet: names to copy, nothing to import. */
export const DEPARTMENTS_SHEET = '可用部门名称';

/** Headers as met in ledgers of group companies, without white space, brackets and punctuation. */
const SYNONYMS: Readonly<Record<LedgerField, readonly string[]>> = {
  no: ['序号', '编号', '问题编号', '问题序号', '序', '号', 'no', '项次', '顺序号', '问题号'],
  domain: ['领域', '所属领域', '问题领域', '监督领域', '方面', '所属方面', '巡察重点', '监督重点', '板块'],
  category: ['问题类别', '类别', '问题分类', '问题类型', '分类', '所属类别', '问题归类', '问题性质', '类型'],
  text: [
    '具体问题',
    '反馈问题',
    '反馈的问题',
    '反馈问题内容',
    '问题描述',
    '问题',
    '存在问题',
    '存在的问题',
    '存在的主要问题',
    '存在主要问题',
    '主要问题',
    '问题内容',
    '问题表述',
    '问题清单',
    '问题表现',
    '具体问题表现',
    '具体表现',
    '具体表现形式',
    '发现问题',
    '发现的问题',
    '巡察反馈问题',
    '巡察发现问题',
    '巡察发现的问题',
    '巡察反馈的问题',
    '巡视巡察反馈问题',
    '问题事实',
    '问题概述',
    '整改问题',
    '需整改问题',
    '反馈意见',
    '巡察反馈意见',
  ],
  goal: [
    '整改目标',
    '目标',
    '预期目标',
    '整改目标要求',
    '工作目标',
    '目标要求',
    '整改标准',
    '完成标准',
    '预期成效',
  ],
  measure: [
    '整改措施',
    '具体措施',
    '措施',
    '整改举措',
    '具体整改措施',
    '具体举措',
    '主要措施',
    '整改任务',
    '任务',
    '整改内容',
    '整改办法',
    '整改具体措施',
    '整改任务及措施',
    '整改任务和措施',
    '任务措施',
    '任务清单',
    '工作措施',
  ],
  leader: [
    '责任领导',
    '牵头领导',
    '分管领导',
    '包保领导',
    '负责领导',
    '主管领导',
    '责任班子成员',
    '牵头班子成员',
    '领导责任人',
    '整改责任领导',
    '牵头责任领导',
    '牵头负责人',
    '主责领导',
    '包案领导',
  ],
  department: [
    '责任部门',
    '责任单位',
    '牵头部门',
    '牵头单位',
    '主责部门',
    '主责单位',
    '承办部门',
    '承办单位',
    '责任部门单位',
    '责任单位部门',
    '整改责任部门',
    '整改责任单位',
    '牵头责任部门',
    '牵头责任单位',
    '责任科室',
    '负责部门',
    '主办部门',
    '主办单位',
    '整改部门',
    '整改单位',
    '牵头部门单位',
    '部门',
  ],
  supportingDepartments: [
    '配合部门',
    '配合单位',
    '配合部门单位',
    '配合单位部门',
    '协办部门',
    '协办单位',
    '协同部门',
    '协助部门',
    '协助单位',
    '参与部门',
    '参与单位',
    '协作部门',
    '配合责任部门',
    '配合责任单位',
  ],
  handler: [
    '责任人',
    '经办人',
    '具体责任人',
    '直接责任人',
    '整改责任人',
    '承办人',
    '负责人',
    '具体负责人',
    '责任人员',
    '联系人',
    '落实人',
    '具体经办人',
    '部门负责人',
    '部门责任人',
  ],
  term: [
    '完成时限',
    '时限要求',
    '整改时限',
    '完成时间',
    '整改期限',
    '时限',
    '期限',
    '完成期限',
    '计划完成时间',
    '计划完成时限',
    '整改完成时限',
    '整改完成时间',
    '预计完成时间',
    '拟完成时间',
    '办结时限',
    '整改时间',
    '完成日期',
    '计划完成日期',
    '整改时限要求',
    '时间要求',
    '时间节点',
    '完成时间节点',
    '截止日期',
    '截止时间',
  ],
  termClass: [
    '整改类型',
    '整改方式',
    '整改类别',
    '整改性质',
    '整改分类',
    '时限类型',
    '整改时限类型',
    '整改形式',
    '整改时限分类',
  ],
  doneFlag: [
    '是否完成',
    '是否整改',
    '是否整改到位',
    '是否完成整改',
    '是否销号',
    '完成状态',
    '整改状态',
    '完成情况',
    '整改完成情况',
    '是否办结',
  ],
  evidenceNames: [
    '佐证材料',
    '佐证资料',
    '证明材料',
    '支撑材料',
    '印证材料',
    '佐证',
    '附件',
    '佐证材料名称',
    '支撑资料',
    '整改佐证材料',
    '整改佐证',
  ],
  remark: ['备注', '备注说明', '说明', '其他', '备考'],
};

const FIELD_OF: ReadonlyMap<string, LedgerField> = new Map(
  LEDGER_FIELDS.flatMap((field) => SYNONYMS[field].map((synonym) => [synonym, field] as const)),
);

/** Brackets of remarks are opened first, `责任部门（单位）`, then left out, `完成时限（年月日）`. */
const foldLabel = (label: string): string =>
  label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

export interface LabelMatch {
  readonly field: LedgerField;
  /** 1 for a known header, less for one that only contains a known header. */
  readonly weight: number;
}

/** Longer labels are sentences, not headers. */
const LONGEST_LABEL = 20;

function containedMatch(folded: string): LabelMatch | undefined {
  let best: { field: LedgerField; length: number } | undefined;
  for (const [synonym, field] of FIELD_OF) {
    if (synonym.length < 3 || !folded.includes(synonym)) continue;
    if (best === undefined || synonym.length > best.length) best = { field, length: synonym.length };
  }
  return best === undefined ? undefined : { field: best.field, weight: 0.6 };
}

/** Which field a header label names. */
export function matchLabel(label: string): LabelMatch | undefined {
  const folded = foldLabel(label);
  if (folded === '' || folded.length > LONGEST_LABEL) return undefined;
  const whole = FIELD_OF.get(folded);
  if (whole !== undefined) return { field: whole, weight: 1 };
  const bare = foldLabel(label.normalize('NFKC').replace(/\([^)]*\)/g, ''));
  const field = FIELD_OF.get(bare);
  return field === undefined ? containedMatch(folded) : { field, weight: 0.95 };
}
