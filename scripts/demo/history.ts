import { writeWorkbook } from '@xuncha/documents';
import { addCalendarDays } from '@xuncha/domain';
import { bringToMeeting, closeAtMeeting, type Deciders, type Place } from './gates.ts';
import { type DemoLedger, importLedger } from './ledger.ts';
import { bringToCloseout, type ClientOf, findingsByNumber, membersOf, start } from './progress.ts';
import { handInReport, publishNotice } from './reporting.ts';

/** A little over six months: the concentrated period, its report and the months after it. */
export const HISTORY_DAYS = 200;
/** What happens on it is there when the present day's work begins. */
const YESTERDAY = HISTORY_DAYS - 1;

/** A unit whose past is told. */
interface PastUnit {
  readonly tenantId: string;
  readonly name: string;
  readonly findings: readonly PastFinding[];
}

interface Department {
  readonly name: string;
  readonly handler: string;
  readonly handlerName: string;
  readonly head: string;
}
const PRODUCTION: Department = {
  name: '生产运行部',
  handler: 'dhlh-diaodu',
  handlerName: '祝春生',
  head: 'dhlh-shengchan',
};
const FINANCE: Department = {
  name: '计划财务部',
  handler: 'dhlh-caiwu',
  handlerName: '余思远',
  head: 'dhlh-jihua',
};
const GAS_FIELD: Department = {
  name: '生产技术部',
  handler: 'nycj-jishuyuan',
  handlerName: '戚远航',
  head: 'nycj-jishu',
};

/** HQ's functional department that is consulted, as its routing says. */
const CONSULTANTS = {
  合同管理: 'hq-function',
  招标采购: 'hq-function',
  作风建设: 'hq-dangqun',
  效益开发: 'hq-kaifa',
  整改落实: 'hq-audit',
} as const;

interface PastFinding {
  readonly domain: string;
  readonly category: keyof typeof CONSULTANTS;
  readonly text: string;
  readonly goal: string;
  readonly measure: string;
  readonly department: Department;
  /** Days after feedback, which is day 0; none: continuous. */
  readonly due?: number;
  /** Day of the meeting that closed it. */
  readonly closed?: number;
  /** Per cent, of one that is still open. */
  readonly progress?: number;
}

const THEORY = '贯彻落实党的理论和路线方针政策方面';
const GOVERNANCE = '全面从严治党责任落实方面';
const FOLLOW_UP = '巡视巡察、审计整改方面';

/** Four closed, two of them late; of the five open ones one is late, one is due this week, one goes on. */
const REFINERY: PastUnit = {
  tenantId: 'dhlh',
  name: '东湖炼化公司',
  findings: [
    {
      domain: THEORY,
      category: '效益开发',
      text: '催化装置能耗对标分析不到位，连续三个季度高于行业平均水平，没有制定改进计划。',
      goal: '能耗达到行业平均水平',
      measure: '编制催化装置节能改进计划并按月对标通报。',
      department: PRODUCTION,
      due: 90,
      closed: 80,
    },
    {
      domain: GOVERNANCE,
      category: '作风建设',
      text: '报表多头报送，车间每月报送表格42张，其中11张内容重复。',
      goal: '报表压减三分之一',
      measure: '清理合并重复报表，建立报表准入清单。',
      department: PRODUCTION,
      due: 120,
      closed: 80,
    },
    {
      domain: FOLLOW_UP,
      category: '整改落实',
      text: '上轮审计指出的固定资产账实不符问题整改不彻底，仍有5台闲置设备未处置。',
      goal: '账实相符',
      measure: '完成闲置设备盘点处置并建立季度盘点制度。',
      department: FINANCE,
      due: 70,
      closed: 80,
    },
    {
      domain: GOVERNANCE,
      category: '合同管理',
      text: '合同履约评价流于形式，12份服务合同无验收记录即付款。',
      goal: '先验收后付款',
      measure: '付款流程增加验收单校验，逐份补齐验收资料。',
      department: FINANCE,
      due: 230,
      progress: 85,
    },
    {
      domain: FOLLOW_UP,
      category: '整改落实',
      text: '上轮巡察指出的外委队伍管理问题，制度修订后未组织检查。',
      goal: '形成闭环管理',
      measure: '每季度检查外委队伍管理制度执行情况并通报。',
      department: PRODUCTION,
      due: 165,
      closed: YESTERDAY,
    },
    {
      domain: GOVERNANCE,
      category: '作风建设',
      text: '公务用车管理不严，部分行程无审批记录。',
      goal: '公车使用全程可查',
      measure: '上线公务用车派车系统，逐车安装定位终端。',
      department: PRODUCTION,
      due: 190,
      progress: 70,
    },
    {
      domain: FOLLOW_UP,
      category: '整改落实',
      text: '历史遗留往来款清理缓慢，三年以上应收款仍有1200万元。',
      goal: '三年以上应收款清零',
      measure: '逐笔制定清收方案，按月通报清收进度。',
      department: FINANCE,
      due: 205,
      progress: 80,
    },
    {
      domain: THEORY,
      category: '效益开发',
      text: '新产品开发与市场脱节，两项科研成果未能转化。',
      goal: '成果转化率达到六成',
      measure: '建立产销研联合评审机制，逐项制定转化计划。',
      department: PRODUCTION,
      due: 260,
      progress: 45,
    },
    {
      domain: THEORY,
      category: '作风建设',
      text: '党建与生产经营融合不够，支部活动与中心工作结合不紧。',
      goal: '融合机制常态长效',
      measure: '开展“党建+安全生产”共建，长期坚持。',
      department: PRODUCTION,
      progress: 40,
    },
  ],
};

/** Nothing late: one is due within the week, the others go as planned. */
const GAS_PLANT: PastUnit = {
  tenantId: 'nycj',
  name: '南源采气厂',
  findings: [
    {
      domain: THEORY,
      category: '效益开发',
      text: '低产气井措施挖潜不够，12口长停井未制定复产方案。',
      goal: '长停井复产率达到五成',
      measure: '逐井编制复产方案，按月实施并评价效果。',
      department: GAS_FIELD,
      due: 206,
      progress: 95,
    },
    {
      domain: GOVERNANCE,
      category: '作风建设',
      text: '基层站点检查重复多头，同一站点一个月内接受检查9次。',
      goal: '检查次数压减一半',
      measure: '建立检查计划统筹机制，合并同类检查。',
      department: GAS_FIELD,
      due: 320,
      progress: 65,
    },
    {
      domain: FOLLOW_UP,
      category: '整改落实',
      text: '集气站标准化建设推进慢，历年问题反复出现。',
      goal: '标准化达标常态保持',
      measure: '逐站开展标准化达标检查，年内全部达标。',
      department: GAS_FIELD,
      due: 250,
      progress: 75,
    },
  ],
};

/** Sections of a ledger, in their order. */
const DOMAINS = [THEORY, GOVERNANCE, FOLLOW_UP];

/** Columns of a ledger as offices keep it. */
export const LEDGER_COLUMNS = [
  { key: 'no', header: '序号', width: 6 },
  { key: 'category', header: '问题类别', width: 12 },
  { key: 'text', header: '具体问题', width: 40 },
  { key: 'goal', header: '整改目标', width: 20 },
  { key: 'measure', header: '整改措施', width: 40 },
  { key: 'leader', header: '责任领导', width: 12 },
  { key: 'department', header: '责任部门', width: 14 },
  { key: 'handler', header: '责任人', width: 10 },
  { key: 'due', header: '完成时限', width: 14 },
  { key: 'kind', header: '整改类型', width: 12 },
] as const;

/** The ledger as the inspection office would send it, with this day as the day of feedback. */
const ledgerOf = async (
  { tenantId, name, findings }: PastUnit,
  feedbackDate: string,
): Promise<DemoLedger> => {
  const content = await writeWorkbook({
    sheets: [
      {
        name: '问题清单',
        title: `${name}巡察反馈问题整改台账`,
        subtitles: [`反馈日期：${feedbackDate}`],
        columns: LEDGER_COLUMNS,
        rows: DOMAINS.flatMap((domain, section) => [
          { section: `${'一二三'[section]}、${domain}` },
          ...findings.flatMap((finding, index) =>
            finding.domain === domain ? [{ cells: cellsOf(finding, index + 1, feedbackDate) }] : [],
          ),
        ]),
      },
    ],
  });
  const year = feedbackDate.slice(0, 4);
  return {
    tenantId,
    fileName: `问题清单-${name}.xlsx`,
    content,
    round: `${year}年第一轮`,
    title: `集团党委${year}年第一轮巡察反馈问题`,
    feedbackDate,
  };
};

const cellsOf = (finding: PastFinding, no: number, feedbackDate: string) => ({
  no,
  category: finding.category,
  text: finding.text,
  goal: finding.goal,
  measure: finding.measure,
  leader: '总会计师',
  department: finding.department.name,
  handler: finding.department.handlerName,
  due: finding.due === undefined ? '长期坚持' : addCalendarDays(feedbackDate, finding.due),
  kind: finding.due === undefined ? '持续整改' : '限期整改',
});

type Placed = PastFinding & { readonly place: Place };

const decidersOf = ({ category }: PastFinding): Deciders => ({
  checker: 'dhlh-jiwei',
  consultant: CONSULTANTS[category],
  secretary: 'dhlh-secretary',
});

/** One meeting of the leading group, and all that it closes. */
const closeAll = async (clientOf: ClientOf, findings: readonly Placed[], today: string): Promise<void> => {
  await Promise.all(
    findings.map(async (finding) => {
      const { place, department, measure } = finding;
      await bringToCloseout(place, clientOf(department.handler), clientOf(department.head), {
        unitName: REFINERY.name,
        source: department.name,
        formedOn: today,
        body: {
          result: `${measure.replace(/。$/, '')}，已全部落实，整改目标“${finding.goal}”已实现。`,
          similarCheck: '对各车间、各部门同类业务进行了排查，未发现同类问题。',
          newRules: [`${REFINERY.name}${finding.category}实施细则（修订）`],
        },
      });
      await bringToMeeting(clientOf, place, decidersOf(finding), today);
    }),
  );
  const leading = clientOf('hq-leading');
  const { data: meeting } = await leading.call('meetings.create', {
    body: {
      title: `巡察工作领导小组会议（${today}）`,
      date: today,
      attendees: ['顾长明', '沈知行', '邢守正'],
      minutesNo: `领导小组纪要〔${today.slice(0, 4)}〕${Number(today.slice(5, 7))}号`,
    },
  });
  await closeAtMeeting(
    leading,
    findings.map(({ place }) => place),
    meeting.id,
  );
};

const reportProgress = async (clientOf: ClientOf, { place, department, progress }: Placed): Promise<void> => {
  const handler = clientOf(department.handler);
  const { data } = await handler.call('findings.get', { params: { ...place } });
  for (const { id } of data.measures)
    await handler.call('measures.report', {
      params: { ...place, measureId: id },
      body: { progress: progress ?? 0, result: '正在按计划推进，阶段性情况已向整改办报告。' },
    });
};

/** Imported, delivered, acknowledged and started on the day of feedback. */
const begin = async (clientOf: ClientOf, unit: PastUnit, today: string): Promise<Placed[]> => {
  const { tenantId, findings } = unit;
  const office = clientOf(`${tenantId}-office`);
  await importLedger(clientOf('hq-inspection'), await ledgerOf(unit, today));
  const [ids, members] = await Promise.all([findingsByNumber(office, tenantId), membersOf(office, tenantId)]);
  const placed = findings.map((finding, index): Placed => {
    const findingId = ids.get(String(index + 1));
    if (!findingId) throw new Error(`the ledger of ${tenantId} has no finding ${index + 1}`);
    return { ...finding, place: { tenantId, findingId } };
  });
  await Promise.all(placed.map(({ place, department }) => start(office, place, department.handler, members)));
  return placed;
};

/** Day on which the first report is handed in, before its three months are over. */
const REPORT_DAY = 80;

/**
 * The months behind the demonstration, lived through step by step by the people whose work it was.
 * @param opening settles per unit when its people are there
 * @param toDay moves the clock to the day after feedback, and answers its date
 * @param dayBefore what happens on the last day but one
 */
export const tellHistory = async (
  clientOf: ClientOf,
  opening: Readonly<Record<string, Promise<void>>>,
  toDay: (day: number) => Promise<string>,
  dayBefore: () => Promise<void>,
): Promise<void> => {
  const first = await toDay(0);
  const tell = async (unit: PastUnit): Promise<Placed[]> => {
    await opening[unit.tenantId];
    return await begin(clientOf, unit, first);
  };
  const [placed, others] = await Promise.all([tell(REFINERY), tell(GAS_PLANT)]);
  const closedOn = (day: number): Placed[] => placed.filter(({ closed }) => closed === day);
  for (const day of new Set(placed.flatMap(({ closed }) => closed ?? []))) {
    if (day === YESTERDAY) continue;
    await closeAll(clientOf, closedOn(day), await toDay(day));
    if (day === REPORT_DAY) await handInReport(clientOf, REFINERY.tenantId);
  }
  const today = await toDay(YESTERDAY);
  await Promise.all([
    dayBefore(),
    closeAll(clientOf, closedOn(YESTERDAY), today),
    ...[...placed, ...others].filter(({ closed }) => !closed).map((each) => reportProgress(clientOf, each)),
    publishNotice(clientOf, REFINERY.tenantId, today),
  ]);
  await toDay(HISTORY_DAYS);
};
