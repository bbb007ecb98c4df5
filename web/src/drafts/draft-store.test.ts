// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { createDraftStore } from './draft-store.ts';

const FORM = '/t/bhcyc/findings/f1#提出异议';
const DAY_MS = 24 * 60 * 60_000;

describe('drafts of forms', () => {
  let time = Date.parse('2025-03-01T08:00:00Z');
  const open = (userId: string) => {
    const store = createDraftStore(
      () => localStorage,
      () => time,
    );
    store.openFor(userId);
    return store;
  };
  beforeEach(() => {
    localStorage.clear();
    time = Date.parse('2025-03-01T08:00:00Z');
  });

  it('are found again after a reload, by the same person in the same form only', () => {
    open('u1').write(FORM, { reason: '与事实不符' }, { reason: '' });
    expect(open('u1').read(FORM)).toEqual({
      at: '2025-03-01T08:00:00.000Z',
      values: { reason: '与事实不符' },
      base: { reason: '' },
    });
    expect(open('u1').read('/t/bhcyc/findings/f2#提出异议')).toBeUndefined();
    expect(open('u2').read(FORM)).toBeUndefined();
  });

  it('of the person who signs out are gone, those of others wait', () => {
    open('u2').write(FORM, { reason: '乙' }, {});
    const store = open('u1');
    store.write(FORM, { reason: '甲' }, {});
    store.forget();
    store.write(FORM, { reason: '晚到' }, {});
    expect(open('u1').read(FORM)).toBeUndefined();
    expect(open('u2').read(FORM)?.values).toEqual({ reason: '乙' });
  });

  it('do not outlive ten days, nor survive in a broken state', () => {
    open('u1').write(FORM, { reason: '旧' }, {});
    localStorage.setItem('xuncha.draft.u1.broken', '{');
    time += 11 * DAY_MS;
    expect(open('u1').read(FORM)).toBeUndefined();
    expect(Object.keys({ ...localStorage })).toEqual([]);
  });
});
