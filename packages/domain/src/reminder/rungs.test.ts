import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blamed } from '../closeout/case-fixture.ts';
import { addCalendarDays, daysBetween } from '../limits/index.ts';
import { latestRung, REMINDER_RULE } from './rungs.ts';
import { checkRobotUrl, dailySummary, ROBOT_KINDS, ROBOTS, robotMessage } from './webhook.ts';

const DUE = '2025-06-30';
const day = (shift: number): string => addCalendarDays(DUE, shift);
const onDay = (shift: number) => latestRung(DUE, { after: day(shift - 1), until: day(shift) });

describe('reminders of a due date', () => {
  it('come a week, three days and a day ahead, on the day, the day after and then weekly', () => {
    const named = Array.from({ length: 40 }, (_, index) => index - 10).flatMap((shift) => {
      const rung = onDay(shift);
      return rung ? [[rung.name, rung.on === day(shift), rung.overdue]] : [];
    });
    expect(named).toEqual([
      ['before-7', true, false],
      ['before-3', true, false],
      ['before-1', true, false],
      ['due', true, false],
      ['after-1', true, true],
      ['after-8', true, true],
      ['after-15', true, true],
      ['after-22', true, true],
      ['after-29', true, true],
    ]);
  });

  it('come once after days that were left out, and none comes twice or is missed for good', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 12 }), (gaps) => {
        let until = day(-12);
        const told: string[] = [];
        for (const gap of gaps) {
          const after = until;
          until = addCalendarDays(after, gap);
          const rung = latestRung(DUE, { after, until });
          if (!rung) continue;
          expect(rung.on > after && rung.on <= until).toBe(true);
          told.push(rung.name);
        }
        expect(new Set(told).size).toBe(told.length);
        // Whoever is late by now has been told in the last week.
        const late = daysBetween(DUE, until);
        if (late >= 1) expect(told.some((name) => name.startsWith('after-'))).toBe(true);
      }),
    );
  });

  it('follow another rule where one is given, and there is none so early', () => {
    const rule = { before: [2], after: { first: 3, every: 2 } };
    const names = [-3, -2, 0, 2, 3, 4, 5].map(
      (shift) => latestRung(DUE, { after: day(shift - 1), until: day(shift) }, rule)?.name,
    );
    expect(names).toEqual([undefined, 'before-2', undefined, undefined, 'after-3', undefined, 'after-5']);
    expect(latestRung(DUE, { after: '2020-01-01', until: day(-8) })).toBeUndefined();
    expect(REMINDER_RULE.before).toContain(0);
  });
});

describe('robots of a unit', () => {
  it.each(ROBOT_KINDS)('%s is called at its own address and nowhere else', (kind) => {
    const { host, path } = ROBOTS[kind];
    const right = `https://${host}${path}?key=1`;
    expect(blamed(checkRobotUrl(kind, right))).toEqual(['allowed', undefined]);
    for (const wrong of [
      right.replace('https:', 'http:'),
      right.replace(host, `${host}.evil.example`),
      right.replace(host, `${host}:8443`),
      right.replace(host, `user@${host}`),
      right.replace(path, '/other'),
      `${right}#part`,
      `${host}${path}`,
      '',
    ])
      expect(blamed(checkRobotUrl(kind, wrong)), wrong).toEqual(['webhook_url', 'url']);
  });

  it('are told in the form their service takes', () => {
    expect(ROBOT_KINDS.map((kind) => robotMessage(kind, '您好'))).toEqual([
      { msgtype: 'text', text: { content: '您好' } },
      { msgtype: 'text', text: { content: '您好' } },
      { msg_type: 'text', content: { text: '您好' } },
    ]);
  });

  it('hear counts once a day, and nothing where there is nothing to say', () => {
    const summary = (overdue: number, soon: number) =>
      dailySummary({ unit: '北河公司', today: DUE, overdue, soon });
    expect(summary(0, 0)).toBeUndefined();
    expect(summary(1, 0)).toBe(
      '北河公司巡察整改 2025-06-30：今日新增逾期提醒1项，临近期限0项，请有关责任部门登录巡察整改云办理。',
    );
    expect(summary(0, 2)).toContain('临近期限2项');
  });
});
