// @vitest-environment happy-dom

import { act, cleanup, configure, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ProblemError } from '@xuncha/contracts';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Measure } from '../../../../api/types.ts';
import { useOperation } from '../../../../api/use-operation.ts';
import { PATIENCE_MS, until, WaitingServer } from '../../../../api/waiting-server.tsx';
import { drafts } from '../../../../drafts/draft-store.ts';
import { loadAllTexts, startI18n } from '../../../../i18n/index.ts';
import { AnalysisCard } from '../AnalysisCard.tsx';
import { detailFixture } from '../detail-fixture.ts';
import { FindingProvider } from '../finding-context.ts';
import { ResponsibilityCard } from '../ResponsibilityCard.tsx';
import { MeasuresCard } from './MeasuresCard.tsx';

configure({ asyncUtilTimeout: PATIENCE_MS });

const PARAMS = { tenantId: 'bhcyc', findingId: 'f' };
const MAY = ['measures.edit', 'measures.add', 'findings.assign', 'findings.analyse'];

/** A finding with one measure. */
class Finding {
  readonly detail = detailFixture({
    finding: { responsibility: { leaderName: '张副书记', supportingDepartments: [] } },
    possible: MAY.map((operation) => ({ operation, allowed: true })),
  });
  measure: Measure = {
    id: '01jtest000000000000000mea1',
    seq: 1,
    text: '修订采购管理办法',
    handlerName: '王经办',
    supportingDepartments: [],
    term: { kind: 'date', date: '2025-06-30', original: '2025年6月' },
    status: 'under_way',
    progress: 30,
  };
  added = 0;
  leaderName = '张副书记';
  readonly server = new WaitingServer({
    read: (id) =>
      id === 'findings.get'
        ? {
            ...this.detail,
            finding: {
              ...this.detail.finding,
              responsibility: { leaderName: this.leaderName, supportingDepartments: [] },
            },
            measures: [this.measure],
          }
        : { version: 0, core: [], own: [], items: [] },
    done: (id, body) => {
      if (id === 'measures.edit') {
        const term = Reflect.get(Object(body), 'term');
        Object.assign(this.measure, body, { term: { kind: 'date', date: '2025-08-31', original: term } });
      }
      if (id === 'measures.add') this.added += 1;
      if (id === 'findings.assign') this.leaderName = Reflect.get(Object(body), 'leaderName');
    },
  });
}

const Page = () => {
  const query = useOperation('findings.get', { params: PARAMS });
  return query.data ? (
    <FindingProvider value={{ ...PARAMS, detail: query.data.data, etag: query.data.etag }}>
      <ResponsibilityCard />
      <AnalysisCard />
      <MeasuresCard />
    </FindingProvider>
  ) : null;
};

const user = userEvent.setup();
const row = () => screen.getByTestId('measure');
const openForm = async (button: string, title: string) => {
  await user.click(await screen.findByRole('button', { name: button }));
  return within(await screen.findByRole('dialog', { name: title }));
};
const edit = () => openForm('修改措施：措施 1', '修改措施');
type FormOf = Awaited<ReturnType<typeof openForm>>;
const write = async (form: FormOf, label: RegExp, text: string): Promise<void> => {
  const field = await form.findByLabelText(label);
  await user.clear(field);
  await user.type(field, text);
};
const save = (form: FormOf) => user.click(form.getByRole('button', { name: /保\s?存/ }));
const typedIn = (form: FormOf, label: RegExp): unknown => Reflect.get(form.getByLabelText(label), 'value');
const isAway = () => until(() => expect(screen.queryByRole('dialog')).toBeNull());
const hasDraft = () => JSON.stringify({ ...localStorage }).includes('逐项');

const TEXT = /^整改措施/;
const TERM = /时限/;
const stale = new ProblemError({ status: 412, code: 'stale', detail: '已被他人修改。' });

describe('an edit on the page of a finding', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    await startI18n();
    await loadAllTexts();
    // Fetched when it is first opened: on a busy machine longer than one waits for what is on the page.
    await import('./MeasureDialog.tsx');
  });
  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
    drafts.openFor('u');
  });
  afterEach(() => {
    cleanup();
    drafts.forget();
    vi.useRealTimers();
  });

  it('of a measure shows at once as typed, and is confirmed by the answer', async () => {
    const { server } = new Finding();
    server.show(<Page />);
    const form = await edit();
    await write(form, TEXT, '逐项修订采购管理办法');
    await write(form, TERM, '2025年8月');
    await write(form, /经办人/, '李经办');
    await save(form);
    await screen.findByTestId('edit-on-way');
    for (const words of ['逐项修订采购管理办法', '2025年8月', '李经办'])
      expect(row().textContent).toContain(words);
    await isAway();
    expect([server.told, hasDraft()]).toEqual([[], true]);
    await server.answer();
    await until(() => expect(screen.queryByTestId('edit-on-way')).toBeNull());
    expect(row().textContent).toContain('2025-08-31');
    expect([server.told.length, hasDraft()]).toEqual([1, false]);
  });

  it('of a measure comes back with everything typed and the reason when it is refused', async () => {
    const { server } = new Finding();
    server.show(<Page />);
    const form = await edit();
    await write(form, TEXT, '逐项修订采购管理办法');
    await write(form, TERM, '尽快');
    await save(form);
    await isAway();
    await server.answer(
      new ProblemError({ status: 422, code: 'term_unreadable', detail: '完成时限“尽快”无法识别。' }),
    );
    const back = within(await screen.findByRole('dialog', { name: '修改措施' }));
    expect((await back.findByRole('alert')).textContent).toContain('无法识别');
    expect([typedIn(back, TEXT), typedIn(back, TERM)]).toEqual(['逐项修订采购管理办法', '尽快']);
    expect(row().textContent).toContain('2025-06-30');
    expect([server.told, hasDraft()]).toEqual([[], true]);
  });

  it('asks nothing when something else of the finding has changed, and is sent over what is there now', async () => {
    const finding = new Finding();
    const { server } = finding;
    server.show(<Page />);
    const form = await edit();
    await write(form, TEXT, '逐项修订采购管理办法');
    await save(form);
    // Somebody reports on the very measure, which is not what an edit writes over.
    finding.measure.progress = 80;
    server.version = 2;
    await server.answer(stale);
    await server.answer();
    await until(() => expect(server.told).toHaveLength(1));
    expect(server.sent.map(({ ifMatch }) => ifMatch)).toEqual(['"v1"', '"v2"']);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(row().textContent).toContain('逐项修订采购管理办法');
    await until(() => expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('80'));
  });

  it('shows both when somebody else has changed the same words, and is sent again over theirs', async () => {
    const finding = new Finding();
    const { server } = finding;
    server.show(<Page />);
    const form = await edit();
    await write(form, TEXT, '逐项修订采购管理办法');
    await save(form);
    finding.measure = { ...finding.measure, text: '废止采购管理办法', handlerName: '赵经办' };
    server.version = 2;
    await server.answer(stale);
    const back = within(await screen.findByRole('dialog', { name: '修改措施' }));
    const conflict = await back.findByTestId('conflict');
    expect(conflict.textContent).toContain('逐项修订采购管理办法');
    expect(conflict.textContent).toContain('废止采购管理办法');
    // On the page stands what is there; in the form what was typed, and theirs where nothing was typed.
    expect(row().textContent).toContain('废止采购管理办法');
    expect([typedIn(back, TEXT), typedIn(back, /经办人/)]).toEqual(['逐项修订采购管理办法', '赵经办']);
    await user.click(within(conflict).getByRole('button', { name: '再次提交' }));
    await server.answer();
    await until(() => expect(server.told).toHaveLength(1));
    expect(server.sent.map(({ ifMatch }) => ifMatch)).toEqual(['"v1"', '"v2"']);
    expect(server.sent.at(-1)?.body).toMatchObject({ text: '逐项修订采购管理办法', handlerName: '赵经办' });
  });

  it('that adds a measure stays while the line is lost, and is sent again by hand under its key', async () => {
    const finding = new Finding();
    const { server } = finding;
    server.show(<Page />);
    const form = await openForm('添加措施', '添加措施');
    await write(form, TEXT, '逐项排查合同');
    await write(form, TERM, '2025年9月');
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await save(form);
    expect((await screen.findByTestId('measure-add-on-way')).textContent).toContain('逐项排查合同');
    // Once, and eleven more times by itself.
    for (let tries = 0; tries < 12; tries += 1) {
      await server.answer(new TypeError('network'));
      await act(() => vi.advanceTimersByTimeAsync(10_000));
    }
    vi.useRealTimers();
    const unsent = await screen.findByTestId('measure-add-unsent');
    expect([screen.queryByRole('dialog'), hasDraft()]).toEqual([null, true]);
    await user.click(within(unsent).getByRole('button', { name: '重新发送' }));
    await server.answer();
    await until(() => expect(screen.queryByTestId('measure-add-unsent')).toBeNull());
    expect([finding.added, hasDraft(), new Set(server.sent.map(({ key }) => key)).size]).toEqual([
      1,
      false,
      1,
    ]);
  });

  it('of who answers for it shows at once, and both names when two have written one', async () => {
    const finding = new Finding();
    const { server } = finding;
    server.show(<Page />);
    const form = await openForm('明确责任分工', '明确责任分工');
    await write(form, /责任领导/, '刘副厂长');
    await save(form);
    const card = () => document.getElementById('responsibility')?.textContent;
    await until(() => expect(card()).toContain('刘副厂长'));
    finding.leaderName = '陈总工';
    server.version = 2;
    await server.answer(stale);
    const back = within(await screen.findByRole('dialog', { name: '明确责任分工' }));
    const conflict = await back.findByTestId('conflict');
    expect([conflict.textContent?.includes('刘副厂长'), conflict.textContent?.includes('陈总工')]).toEqual([
      true,
      true,
    ]);
    expect(card()).toContain('陈总工');
  });

  it('of its causes shows at once, and comes back when it is refused', async () => {
    const { server } = new Finding();
    server.show(<Page />);
    const form = await openForm('填写原因与标准', '填写原因与标准');
    await write(form, /原因分析/, '逐项查明：制度多年未修订');
    await save(form);
    const card = () => document.getElementById('analysis')?.textContent;
    await until(() => expect(card()).toContain('逐项查明'));
    await server.answer(
      new ProblemError({ status: 409, code: 'closeout_locked', detail: '正在销号，内容只读。' }),
    );
    const back = within(await screen.findByRole('dialog', { name: '填写原因与标准' }));
    expect(typedIn(back, /原因分析/)).toBe('逐项查明：制度多年未修订');
    expect((await back.findByRole('alert')).textContent).toContain('只读');
    expect([card()?.includes('逐项查明'), hasDraft()]).toEqual([false, true]);
  });
});
