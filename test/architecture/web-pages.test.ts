import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const WEB = join(import.meta.dirname, '../../web/src');
/** Files go to and come from the object store by addresses that the API has signed; the settings come before any client, and what is asked ahead is the
 * client's own request sent a moment earlier. */
const MAY_FETCH = ['upload/put-file.ts', 'preview/PreviewDialog.tsx', 'config/app-config.ts', 'api/ahead.ts'];

/** Which of the opinions still missing is this person's own: a name in a form, what they may do the server has said. */
const NAMES_ITSELF = ['pages/tenant/plans/DecisionDialog.tsx'];

/** Where a page speaks past the generated client, or judges by role what only the server may judge. */
const offencesIn = (name: string, source: string): string[] => {
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node))
      if (/^\/v1\b|^\/?api\//.test(node.text)) found.push(`${name}: path ${node.text}`);
    if (ts.isCallExpression(node)) {
      const called = node.expression.getText();
      if (/^(window\.)?fetch$/.test(called) && !MAY_FETCH.includes(name)) found.push(`${name}: fetch`);
      if (
        /\bcurrent\.roles\.(includes|some|every|find|indexOf)$/.test(called) &&
        !NAMES_ITSELF.includes(name)
      )
        found.push(`${name}: ${called}`);
    }
    if (
      ts.isNewExpression(node) &&
      node.expression.getText() === 'XMLHttpRequest' &&
      !MAY_FETCH.includes(name)
    )
      found.push(`${name}: XMLHttpRequest`);
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
};

describe('pages', () => {
  it('speak through the client of the operation table, and ask the server what a person may do', () => {
    const names = globSync('**/*.{ts,tsx}', { cwd: WEB, exclude: ['**/*.test.*'] });
    expect(names.length).toBeGreaterThan(150);
    expect(names.flatMap((name) => offencesIn(name, readFileSync(join(WEB, name), 'utf8')))).toEqual([]);
  });

  it('are searched in a way that finds both', () => {
    const source = `const a = async () => { await fetch('/v1/me'); return me.current.roles.includes('auditor'); };`;
    expect(offencesIn('a.tsx', source)).toEqual([
      'a.tsx: fetch',
      'a.tsx: path /v1/me',
      'a.tsx: me.current.roles.includes',
    ]);
  });
});
