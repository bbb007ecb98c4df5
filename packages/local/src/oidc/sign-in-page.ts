import { createHash } from 'node:crypto';
import { type DemoAccount, groupByTenant } from './accounts.ts';

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const STYLE = `
:root { color-scheme: light dark; --line: #d9d9d9; --muted: #595959; --accent: #14437a; --error: #a8071a; --page: #f5f5f5; --card: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --line: #424242; --muted: #bfbfbf; --accent: #8ab8f0; --error: #ff9c9e; --page: #141414; --card: #1f1f1f; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); font: 16px/1.6 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { margin: 0; font-size: 1.6rem; color: var(--accent); }
h2 { margin: 0 0 .5rem; font-size: 1.05rem; }
p { margin: .25rem 0 1rem; color: var(--muted); }
section { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin-bottom: 1rem; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); }
button, input { font: inherit; min-height: 2.75rem; border-radius: .375rem; border: 1px solid var(--line); padding: .4rem .75rem; }
button { width: 100%; text-align: left; background: transparent; color: inherit; cursor: pointer; }
button:hover { border-color: var(--accent); }
button:focus-visible, input:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
button small { display: block; color: var(--muted); }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
.row label { flex: 1 1 14rem; }
.row input { width: 100%; }
.row button { flex: 0 0 auto; width: auto; background: var(--accent); color: var(--card); border-color: var(--accent); padding-inline: 1.5rem; }
.error { color: var(--error); font-weight: 600; }
`;

/** Sends the sign-out form without another click: the person has already asked to leave in the app. */
const SIGN_OUT_SCRIPT = "document.getElementById('op.logoutForm').submit()";

function sourceHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Policy of these pages: nothing but their own style and, to sign out, their own one-line script. */
export function pagePolicy(appOrigins: readonly string[]): string {
  return [
    "default-src 'none'",
    `style-src ${sourceHash(STYLE)}`,
    `script-src ${sourceHash(SIGN_OUT_SCRIPT)}`,
    // The answer to the form redirects to the app, which browsers count as the form's destination.
    `form-action 'self' ${appOrigins.join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · 巡察整改云</title>
<style>${STYLE}</style>
</head>
<body><main>
<h1>巡察整改云</h1>
${body}
</main></body>
</html>`;
}

function accountButton({ sub, name, title }: DemoAccount): string {
  return `<li><button type="submit" name="account" value="${escapeHtml(sub)}">${escapeHtml(name)}
<small>${escapeHtml(title)} · ${escapeHtml(sub)}</small></button></li>`;
}

/** The sign-in page: one click on a demo account, or a user name typed in. */
export function signInPage(accounts: readonly DemoAccount[], action: string, unknownName?: string): string {
  const groups = [...groupByTenant(accounts)].map(
    ([tenant, members]) =>
      `<section><h2>${escapeHtml(tenant)}</h2><ul>${members.map(accountButton).join('\n')}</ul></section>`,
  );
  const error =
    unknownName === undefined
      ? ''
      : `<p class="error" role="alert">没有用户名为“${escapeHtml(unknownName)}”的账号，请在下方点选，或检查输入。</p>`;
  return page(
    '登录',
    `<p>本机演示环境：点选一个账号即可登录，无需密码。</p>
${error}
<form method="post" action="${escapeHtml(action)}">
<section class="row"><label>用户名<input name="username" autocomplete="username" autocapitalize="off" spellcheck="false"></label>
<button type="submit">登录</button></section>
${groups.join('\n')}
</form>`,
  );
}

/** Page between the app's sign-out and the way back to it. */
export function signOutPage(form: string): string {
  return page(
    '退出登录',
    `${form}
<input type="hidden" form="op.logoutForm" name="logout" value="yes">
<noscript><button type="submit" form="op.logoutForm">退出登录</button></noscript>
<script>${SIGN_OUT_SCRIPT}</script>`,
  );
}

export function signedOutPage(appOrigin: string): string {
  return page('已退出', `<p>您已退出登录。</p><p><a href="${escapeHtml(appOrigin)}/">返回系统</a></p>`);
}

export function signInErrorPage(detail: string, appOrigin: string): string {
  return page(
    '登录未完成',
    `<p class="error" role="alert">登录没有完成：${escapeHtml(detail)}</p>
<p><a href="${escapeHtml(appOrigin)}/">返回系统重新登录</a></p>`,
  );
}
