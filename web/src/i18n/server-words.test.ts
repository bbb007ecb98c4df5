// @vitest-environment happy-dom
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, waitingFor } from '@xuncha/domain';
import i18next from 'i18next';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startI18n, switchLanguage } from './index.ts';
import { PROBLEMS } from './server.en.ts';
import { inWords, problemInWords } from './server-words.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CHINESE = /\p{Script=Han}/u;

/** Codes of problems as the sources write them: `fail('conflict', 'case_ended', …)`, `new HttpProblem(403, 'forbidden', …)`. */
const CODE = /(?:\bfail\(\s*'[a-z_]+',|HttpProblem\(\s*\d+,)\s*'([a-z_]+)'/g;
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
    expect(said.map(inWords).filter((words) => CHINESE.test(words))).toEqual([]);
  });

  it('says how a share came about and what a matter waits for, and leaves data alone', () => {
    expect(inWords('销号率')).toBe('Closed');
    expect(inWords('已销号 12 ÷ 反馈问题 30 = 40.0%')).toBe('closed 12 ÷ findings 30 = 40.0%');
    expect(inWords('按时报送 0 ÷ 已到期 0（无可计算的项）')).toBe(
      'on time 0 ÷ due so far 0 (nothing to compute)',
    );
    expect(inWords('阶段性整改情况报告待撰写报送')).toBe('Stage report to be written and handed in');
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
