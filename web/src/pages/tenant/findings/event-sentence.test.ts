import { FINDING_EVENTS, type FindingEventType } from '@xuncha/domain';
import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../../i18n/en.ts';
import { zhCN } from '../../../i18n/zh-CN.ts';
import { type EventNames, eventSentence } from './event-sentence.ts';

/** Data as the domain writes it, one example per type; the type makes a new event fail here until it has a sentence. */
const DATA: Readonly<Record<FindingEventType, Record<string, unknown>>> = {
  'finding.imported': { importId: 'i' },
  'finding.edited': { text: '改' },
  'finding.delivered': { feedbackDate: '2025-01-10' },
  'finding.withdrawn': { reason: '重复导入' },
  'finding.acknowledged': {},
  'finding.objected': { reason: '与事实不符' },
  'finding.objection_answered': { outcome: 'maintained', reason: '依据充分' },
  'finding.analysed': { termClass: 'time_limited', goal: '规范采购', causes: ['institution'] },
  'finding.assigned': { principalName: '甲', leaderName: '乙', departmentName: '财务部', handlerName: '丙' },
  'finding.started': {},
  'finding.split': { children: ['a', 'b'] },
  'finding.created_by_split': { parent: 'p', text: '文' },
  'finding.merged': { into: 'x' },
  'finding.created_by_merge': { parents: ['a', 'b', 'c'], text: '文' },
  'finding.reopened': { reason: '问题反弹', closeoutNo: 'BHCYC-2025-0001' },
  'finding.alerted': { from: 'none', to: 'yellow', reasons: ['第1条措施计划50%、实际10%，落后40个百分点'] },
  'finding.green_channel_opened': { reason: '涉及群众利益' },
  'finding.green_channel_ended': { reason: '已不急迫' },
  'finding.alert_rule_set': { version: 2, nearDays: 14, behindPoints: 10 },
  'finding.limit_moved': { version: 2, from: '2025-03-01', to: '2025-02-01', reason: '集团统一调整' },
  'measure.added': { measureId: 'm', seq: 2, text: '修订制度', term: { kind: 'none' } },
  'measure.edited': { measureId: 'm', before: { text: '旧' }, after: { text: '新' } },
  'measure.withdrawn': { measureId: 'm', reason: '合并' },
  'measure.reported': { measureId: 'm', seq: 2, before: 30, progress: 100, result: '完成' },
  'stage.accepted': { planned: 50, progress: 60, reason: '制度已印发' },
  'stage.returned': { measureId: 'm', seq: 2, planned: 50, progress: 20, reason: '培训未覆盖' },
  'extension.asked': { extensionId: 'x', from: '2025-06-30', to: '2025-07-31', reason: '招标延后' },
  'extension.approved': {
    extensionId: 'x',
    seq: 2,
    from: '2025-06-30',
    to: '2025-07-31',
    reason: '情况属实',
  },
  'extension.refused': { extensionId: 'x', from: '2025-06-30', to: '2025-12-31', reason: '理由不足' },
  'extension.withdrawn': { extensionId: 'x', from: '2025-06-30', to: '2025-12-31', reason: '已按期完成' },
  'evidence.registered': { evidenceId: 'e', fileName: '纪要.pdf', formedOn: '2025-02-01' },
  'evidence.verified': { evidenceId: 'e' },
  'evidence.refused': { evidenceId: 'e', code: 'type_mismatch', message: '内容不符' },
  'evidence.renewed': { evidenceId: 'e', size: 1 },
  'evidence.withdrawn': { evidenceId: 'e', reason: '传错' },
  'evidence.kept': { evidenceId: 'e' },
  'evidence.referred': { evidenceId: 'e', fileName: '纪要.pdf', formedOn: '2025-02-01' },
  'evidence.held': { evidenceId: 'e', reason: '诉讼' },
  'evidence.released': { evidenceId: 'e', reason: '结案' },
  'closeout.applied': { caseId: 'c', gate: 'application', next: 'evidence_check' },
  'closeout.gate_opened': { caseId: 'c', gate: 'consultation', visit: 2, due: '2025-03-01' },
  'closeout.decided': {
    caseId: 'c',
    gate: 'leading_group',
    outcome: 'approve',
    next: 'closed',
    closeoutNo: 'B-1',
  },
  'closeout.withdrawn': { caseId: 'c', gate: 'evidence_check', reason: '补充材料' },
  'closeout.reminded': { caseId: 'c', gate: 'consultation', passed: '2025-03-01', escalation: 1 },
  'closeout.escalated': { caseId: 'c', gate: 'consultation', escalation: 2, to: 'inspection_office' },
  'closeout.resumed': { caseId: 'c', gate: 'consultation', attempt: 2 },
};
const names: EventNames = {
  fileName: (id) => (id === 'e' ? '纪要.pdf' : undefined),
  measureSeq: (id) => (id === 'm' ? 2 : undefined),
};
const sentence = (type: FindingEventType, data = DATA[type]): string =>
  eventSentence({ type, data }, i18next.t, names);

describe.each(['zh-CN', 'en'] as const)('sentences of the timeline in %s', (language) => {
  beforeAll(async () => {
    await i18next.init({
      lng: language,
      resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
      interpolation: { escapeValue: false },
    });
  });

  it.each(FINDING_EVENTS)('%s is a whole sentence', (type) => {
    const text = sentence(type);
    expect(text).not.toContain('{{');
    expect(text).not.toContain('events.');
    expect(text).not.toMatch(/undefined|NaN|\[object/);
    expect(text).not.toContain(i18next.t('events.unspecified'));
    if (language === 'zh-CN') expect(text).toMatch(/[\u4e00-\u9fff]/);
  });

  it.each(FINDING_EVENTS)('%s stays whole when its data is older or poorer', (type) => {
    expect(sentence(type, {})).not.toMatch(/\{\{|undefined|NaN/);
  });
});

describe('what the sentences say', () => {
  beforeAll(() => i18next.changeLanguage('zh-CN'));

  it('names file, gate, outcome and number', () => {
    expect(sentence('evidence.verified')).toBe('材料“纪要.pdf”校验通过');
    expect(sentence('measure.reported')).toBe('填报措施 2 进度：30% → 100%');
    expect(sentence('closeout.decided')).toBe('“领导小组销号”决定：通过，已销号 B-1');
    expect(
      sentence('closeout.decided', {
        gate: 'consultation',
        outcome: 'return',
        reason: '缺照片',
        next: 'returned',
      }),
    ).toBe('“征求意见”决定：退回（缺照片），退回责任部门');
    expect(sentence('closeout.escalated')).toBe('“征求意见”第 2 次超时，升级至巡察办督促');
    expect(sentence('finding.assigned')).toBe('明确责任分工：甲、乙、财务部、丙');
  });
});
