// @vitest-environment happy-dom
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  alertFormula,
  decideQuality,
  decideSupervision,
  dueByRule,
  dueSentence,
  type Finding,
  orderTitle,
  RESTRICTED_TASK_TITLE,
  recurrenceWhy,
  supervisionFormula,
  waitingFor,
} from '@xuncha/domain';
import i18next from 'i18next';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startI18n, switchLanguage } from './index.ts';
import { PROBLEMS } from './server.en.ts';
import { inWords, issueInWords, problemInWords } from './server-words.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CHINESE = /\p{Script=Han}/u;

/** Codes of problems as the sources write them: `fail('conflict', 'case_ended', …)`, `new HttpProblem(403, 'forbidden', …)`. */
const CODE = /(?:\b(?:fail|errorOf)\(\s*'[a-z_]+',|\brefuse\(|HttpProblem\(\s*\d+,)\s*'([a-z_]+)'/g;
const codes = new Set(
  globSync(['packages/{domain,http,contracts}/src/**/*.ts', 'functions/**/*.ts'], {
    cwd: ROOT,
    exclude: ['**/*.test.ts', '**/*.fixture.ts'],
  }).flatMap((name) =>
    [...readFileSync(join(ROOT, name), 'utf8').matchAll(CODE)].map(([, code = '']) => code),
  ),
);

describe('what the server says, for whoever reads English', () => {
  beforeAll(async () => {
    await startI18n();
    await switchLanguage('en');
  });
  afterAll(async () => {
    await i18next.changeLanguage('zh-CN');
  });

  it('explains every problem by its code', () => {
    expect(codes.size).toBeGreaterThan(150);
    expect([...codes].filter((code) => !PROBLEMS[code]).sort()).toEqual([]);
    for (const [code, sentence] of Object.entries(PROBLEMS)) {
      expect(sentence, code).toMatch(/[.:]$/);
      if (code !== 'term_unreadable') expect(sentence, code).not.toMatch(CHINESE);
    }
  });

  it('says why a finding waits, in every state', () => {
    const base = {
      responsibility: { departmentId: 'd', handlerId: 'h' },
      extension: undefined,
    } as Partial<Finding>;
    const gates = ['evidence_check', 'consultation', 'party_committee', 'leading_group'] as const;
    const heads = [
      ...(['delivered', 'disputed', 'planning', 'rectifying', 'continuous'] as const).map((state) => ({
        ...base,
        state,
      })),
      ...gates.map((gate) => ({
        ...base,
        state: 'closing',
        green: { since: '2025-01-01' },
        closing: { status: 'open', gate, escalation: 2 },
      })),
    ];
    const said = heads
      .flatMap((head) => waitingFor(head as Parameters<typeof waitingFor>[0]))
      .map(({ why }) => why);
    expect(said.length).toBeGreaterThan(10);
    expect(said.map((why) => inWords(why)).filter((words) => CHINESE.test(words))).toEqual([]);
  });

  it('says why an alert or an order came, and by which rules', () => {
    const settings = {
      onRed: true,
      overdueDays: 15,
      refusals: 2,
      mostPerDay: 20,
      likeness: 60,
      recurrenceMonths: 12,
    };
    const late = { state: 'rectifying', dueDate: '2025-03-01', caseIds: [] } as const;
    const returned = { id: 'c', status: 'returned', endedAtGate: 'evidence_check' } as const;
    const said = [
      ...alertFormula({ nearDays: 7, behindPoints: 20 }),
      ...supervisionFormula(settings),
      decideSupervision(late, '2025-04-01', settings)?.why ?? '',
      decideSupervision(late, '2025-03-02', settings)?.why ?? '',
      decideQuality([returned, { ...returned, id: 'd' }], 'd', settings)?.why ?? '',
      '集团巡察办人工下发。',
      '单位整改办人工下发。',
      '已超过期限2025-03-01',
      '距期限2025-03-09不足7天',
      '第1条措施已超过期限2025-03-01',
      '第1条措施距期限不足7天',
      '第2条措施计划60%、实际20%，落后40个百分点',
      '总体计划60%、实际20%，落后40个百分点',
      '验收申请被退回，尚未重新申请',
      '阶段性验收被退回，尚未重新填报',
      '第1条措施阶段性验收被退回，尚未重新填报',
    ];
    expect(said.filter((why) => !why || CHINESE.test(inWords(why)))).toEqual([]);
    const closed = { id: 'f', no: '7', title: 'X', text: 'X', closedOn: '2024-05-01' };
    expect(inWords(recurrenceWhy({ earlier: closed, likeness: 80 }, settings))).toBe(
      'Same category as finding 7 “X”, closed on 1\u00A0May\u00A02024; wordings 80% alike (from 60% on), within 12 months of close-out.',
    );
  });

  it('names what the server opens by itself, and leaves what people wrote in the name', () => {
    expect(inWords('2024年度整改情况报告（第二轮）')).toBe('Annual report 2024 (第二轮)');
    expect(inWords('2024年第二轮巡察反馈问题整改方案')).toBe('Rectification plan 2024年第二轮');
    expect(inWords(orderTitle({ no: '3', title: '合同管理不够严格' }, 2))).toBe(
      'Order: 3 合同管理不够严格 and 2 more',
    );
    expect(inWords('第1号问题协调：理论学习')).toBe('Help with finding 1: 理论学习');
    expect(inWords('约谈段承业：多次退回')).toBe('Talk with 段承业: 多次退回');
    expect(inWords(RESTRICTED_TASK_TITLE)).toBe('A restricted matter is waiting');
  });

  it('explains every issue of an imported row by its code', () => {
    const source = readFileSync(join(ROOT, 'packages/domain/src/ledger/build-preview.ts'), 'utf8');
    const issues = [...source.matchAll(/\bcode: '([a-z_]+)'/g)].map(([, code = '']) => code);
    expect(issues.length).toBeGreaterThan(20);
    for (const code of issues) expect(issueInWords({ code, message: '' }), code).not.toBe('');
  });

  it('says why a date is that date, of old records in their own words', () => {
    const due = dueSentence(dueByRule([], 'plan', { label: '反馈', date: '2025-03-03' }));
    expect(inWords(due)).toMatch(
      /^Submitting the plan \(usual practice: 15 working days after the feedback\)/,
    );
    expect(inWords('按上级要求')).toBe('按上级要求');
  });

  it('says how a share came about and what a matter waits for, and leaves data alone', () => {
    expect(inWords('销号率')).toBe('Close-out rate');
    expect(inWords('已销号 12 ÷ 反馈问题 30 = 40.0%')).toBe('12 closed ÷ 30 findings = 40.0%');
    expect(inWords('已销号 1 ÷ 反馈问题 1 = 100.0%')).toBe('1 closed ÷ 1 finding = 100.0%');
    expect(inWords('按时报送 0 ÷ 已到期 0（无可计算的项）')).toBe(
      '0 on time ÷ 0 due so far (nothing to compute)',
    );
    expect(inWords('阶段性整改情况报告待撰写报送')).toBe('Stage report to be written and submitted');
    expect(inWords('第2条措施尚未完成（进度 60%），请先填报完成。')).toBe(
      'Measure 2 is not done (60%): report it as done.',
    );
    expect(inWords('合同管理不够严格')).toBe('合同管理不够严格');
  });

  it('is the server’s own sentence in Chinese', async () => {
    await switchLanguage('zh-CN');
    expect(problemInWords('stale')).toBeUndefined();
    expect(inWords('巡察反馈问题待认领')).toBe('巡察反馈问题待认领');
    await switchLanguage('en');
    expect(problemInWords('stale')).toContain('Somebody else');
  });
});
