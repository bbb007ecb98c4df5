// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { createSourceMemory, readSignInLink, type SignInSource, signInLink } from './sign-in-source.ts';

const ALLOWED = ['https://sso.beihe.example.cn', 'http://localhost:*'];
const BEIHE: SignInSource = {
  issuer: 'https://sso.beihe.example.cn/realms/北河?',
  clientId: 'xuncha & web',
  scope: 'openid profile',
};
const hashOf = (link: string): string => new URL(link).hash;

describe('a sign-in link', () => {
  it('says where to sign in, behind the part that servers see', () => {
    const link = signInLink('https://xuncha.example.cn', BEIHE);
    expect(new URL(link)).toMatchObject({ pathname: '/sign-in', search: '' });
    expect(readSignInLink(hashOf(link), ALLOWED)).toEqual(BEIHE);
  });

  it('that is incomplete or leads elsewhere is nothing', () => {
    for (const issuer of [
      'https://evil.example',
      'https://sso.beihe.example.cn.evil.example/',
      'https://sso.beihe.example.cn:8443/',
      'https://user@sso.beihe.example.cn/',
      'http://sso.beihe.example.cn/',
      'javascript:alert(1)',
      'beihe',
    ])
      expect(readSignInLink(hashOf(signInLink('https://x.cn', { ...BEIHE, issuer })), ALLOWED), issuer).toBe(
        undefined,
      );
    expect(readSignInLink('', ALLOWED)).toBeUndefined();
    expect(readSignInLink('#issuer=https%3A%2F%2Fsso.beihe.example.cn&client=a', ALLOWED)).toBeUndefined();
  });
});

describe('where to sign in', () => {
  beforeEach(() => {
    window.sessionStorage.clear();
    window.localStorage.clear();
  });
  const open = (allowed = ALLOWED) => createSourceMemory(window.sessionStorage, window.localStorage, allowed);
  /** Another tab has a session storage of its own. */
  const anotherTab = () => {
    window.sessionStorage.clear();
    return open();
  };

  it('is the group’s provider until a link says otherwise, then the unit’s also in new tabs', () => {
    const memory = open();
    expect(memory.get()).toBeUndefined();
    memory.set(BEIHE);
    expect(open().get()).toEqual(BEIHE);
    const other = anotherTab();
    expect(other.get()).toEqual(BEIHE);
    other.set(undefined);
    expect(anotherTab().get()).toBeUndefined();
  });

  it('stays for a tab whatever another one chooses', () => {
    open();
    window.localStorage.setItem('xuncha.sign-in', JSON.stringify(BEIHE));
    expect(open().get()).toBeUndefined();
    expect(anotherTab().get()).toEqual(BEIHE);
  });

  it('is forgotten when its origin is allowed no more', () => {
    open().set(BEIHE);
    expect(open(['https://sso.nanhe.example.cn']).get()).toBeUndefined();
  });
});
