import { createHash } from 'node:crypto';
import { type ExportStamp, watermark } from '../export-stamp.ts';
import { type GeneratedFile, textFile } from '../finding-layout.ts';
import { html, type Markup } from './html.ts';

/** Name of the page people open first, in the bag's own folder. */
export const FRONT_PAGE = 'index.html';

/** The watermark lies over every screen and, being fixed, on every printed page. */
const STYLE = `
:root{color-scheme:light}
body{margin:0 auto;max-width:72rem;padding:0 1.5rem 3rem;font:1rem/1.7 "Source Han Sans SC","Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;color:#1f2328;background:#fff}
h1{font-size:1.5rem;line-height:1.4;margin:1rem 0}
h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:2px solid #b42318;padding-bottom:.2rem}
h3{font-size:1rem;margin:1.2rem 0 .3rem}
a{color:#0b57d0}
a:focus-visible{outline:3px solid #0b57d0;outline-offset:2px}
table{border-collapse:collapse;width:100%;margin:.5rem 0;font-size:.92rem}
caption{text-align:left;color:#57606a;padding-bottom:.3rem}
th,td{border:1px solid #8c959f;padding:.35rem .55rem;text-align:left;vertical-align:top;overflow-wrap:anywhere;unicode-bidi:isolate}
td{white-space:pre-wrap}
thead th,th[scope=row]{background:#f3f4f6;font-weight:600}
th[scope=row]{width:9rem}
code{font-family:Consolas,Menlo,monospace;font-size:.85em;overflow-wrap:anywhere}
pre{background:#f3f4f6;padding:.7rem;overflow-wrap:anywhere;white-space:pre-wrap}
.text{white-space:pre-wrap;unicode-bidi:isolate}
.wide{overflow-x:auto}
.label{border-bottom:1px solid #8c959f;padding:.6rem 0;font-size:.9rem;color:#b42318}
.mark{position:fixed;inset:0;display:flex;align-items:center;justify-content:center;pointer-events:none;overflow:hidden}
.mark span{transform:rotate(-24deg);font-size:1.6rem;line-height:3;text-align:center;color:rgba(31,35,40,.075)}
@media(max-width:40rem){body{padding:0 .8rem 2rem}th[scope=row]{width:5.5rem}}
@media print{body{max-width:none;padding:0;font-size:10.5pt}a{color:inherit;text-decoration:none}tr,h2,h3{break-inside:avoid}h2,h3{break-after:avoid}thead{display:table-header-group}nav{display:none}}
`;

/** No script, no picture, nothing from anywhere: only this one style sheet, known by its hash. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A page of the bag: Chinese, printable, readable without the system, marked with who exported it and when (K06). */
export function pageFile(path: string, stamp: ExportStamp, title: string, content: Markup): GeneratedFile {
  const mark = watermark(stamp);
  const page = html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<header class="label">${mark}</header>
<main>
${content}
</main>
<div class="mark" aria-hidden="true"><span>${mark}<br>${mark}<br>${mark}</span></div>
</body>
</html>
`;
  return textFile(path, page.markup);
}

/** Two columns, name and value; a name without a value is left out. */
export function factTable(
  facts: readonly (readonly [string, Markup | string | number | undefined])[],
): Markup {
  const rows = facts
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`);
  return html`<table><tbody>\n${rows}</tbody></table>`;
}

export function listTable(
  headings: readonly string[],
  rows: readonly (readonly (Markup | string | number | undefined)[])[],
): Markup {
  const head = headings.map((heading) => html`<th scope="col">${heading}</th>`);
  const body = rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`);
  return html`<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>\n${body}</tbody></table></div>`;
}
