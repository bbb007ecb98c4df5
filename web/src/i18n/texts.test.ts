import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OPERATION_IDS } from '@xuncha/contracts';
import { ACTIONS } from '@xuncha/domain';
import i18next from 'i18next';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { addNouns } from './add-nouns.ts';
import { coreZhCN } from './core.zh-CN.ts';
import { addDays, dayInEnglish } from './day-in-english.ts';
import { en } from './en.ts';
import { PROBLEMS } from './server.en.ts';
import { zhCN } from './zh-CN.ts';

const SOURCES = join(import.meta.dirname, '..');
const CHINESE = /\p{Script=Han}/u;
/** Names of the other language stand in that language, and a percent sign needs none. */
const SAME_EVERYWHERE = ['app.switchLanguage'];

const flat = (texts: object, path = ''): [string, string][] =>
  Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : flat(value as object, `${path}${key}.`),
  );
const CHINESE_TEXTS = new Map(flat(zhCN));
const ENGLISH_TEXTS = new Map(flat(en));
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)(?:, [^}]+)?\}\}/g)].map(([, name = '']) => name);

interface Uses {
  /** Strings that may be keys, wherever they stand: in a call of t, or in a table of labels. */
  readonly literals: Set<string>;
  /** `gate.${gate}`: any key between the fixed parts. */
  readonly patterns: RegExp[];
  readonly chinese: string[];
}

const escaped = (text: string): string => text.replaceAll('.', '\\.').replaceAll('/', '\\/');

/** Examples of what must be typed, or how a file's columns are named: Chinese also for whoever reads English. */
const QUOTES_CHINESE = [
  'measure.termHint',
  'indexSheet.hint',
  'indexSheet.noSheet',
  'imports.roundHint',
  'meetings.minutesNoHint',
];
/** `{{from}} → {{to}}` says nothing in any language. */
const hasWords = (text: string): boolean => /\p{L}/u.test(text.replaceAll(/\{\{\w+(?:, day)?\}\}/g, ''));

/** What the parser sees, so that comments don't count. */
const usesIn = (name: string, source: string): Uses => {
  const uses: Uses = { literals: new Set(), patterns: [], chinese: [] };
  const look = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) uses.literals.add(node.text);
    if (ts.isPropertyAccessExpression(node) && node.getText().startsWith('coreZhCN.'))
      uses.literals.add(node.getText().slice('coreZhCN.'.length));
    if (ts.isTemplateExpression(node) && /^[a-zA-Z]+\./.test(node.head.text)) {
      const parts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
      uses.patterns.push(new RegExp(`^${parts.map(escaped).join('.+')}$`));
    }
    const text =
      ts.isStringLiteralLike(node) ||
      ts.isJsxText(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
        ? node.text
        : '';
    // A single mark such as 、 or ： between two texts is punctuation, not a text.
    if (CHINESE.test(text)) uses.chinese.push(`${name}: ${text.trim()}`);
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return uses;
};

const PAGES = globSync('**/*.{ts,tsx}', { cwd: SOURCES }).filter(
  (name) => !name.startsWith('i18n') && !/(\.test|-fixture)\.tsx?$/.test(name),
);
const ALL = PAGES.map((name) => usesIn(name, readFileSync(join(SOURCES, name), 'utf8')));

const unusedIn = (keys: Iterable<string>, all: readonly Uses[]): string[] => {
  const literals = new Set(all.flatMap((uses) => [...uses.literals]));
  const patterns = all.flatMap((uses) => uses.patterns);
  return [...keys].filter((key) => !literals.has(key) && !patterns.some((pattern) => pattern.test(key)));
};

/**
 * Files that are drawn without waiting for the texts of all pages: main.tsx and what it imports, at once or lazily, but
 * not what `lazyWithTexts` fetches.
 */
const drawnWithCoreTexts = (path: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(path) || dirname(path) === import.meta.dirname || !existsSync(path)) return seen;
  seen.add(path);
  const follow = (specifier: ts.Expression | undefined): void => {
    if (specifier && ts.isStringLiteral(specifier) && specifier.text.startsWith('.'))
      drawnWithCoreTexts(join(dirname(path), specifier.text), seen);
  };
  const look = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'lazyWithTexts') return;
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      follow(node.arguments[0]);
    if (ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
      return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) follow(node.moduleSpecifier);
    ts.forEachChild(node, look);
  };
  look(
    ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX),
  );
  return seen;
};

/** Permissions and operations look like keys: `may('finding.acknowledge')` says nothing. */
const NOT_SAID = new Set<string>([...ACTIONS, ...OPERATION_IDS]);

const saysBesideCore = (path: string): string[] => {
  const core = new Set(flat(coreZhCN).map(([key]) => key));
  const { literals, patterns } = usesIn(path, readFileSync(path, 'utf8'));
  return [...CHINESE_TEXTS.keys()]
    .filter((key) => !core.has(key) && !NOT_SAID.has(key))
    .filter((key) => literals.has(key) || patterns.some((pattern) => pattern.test(key)))
    .map((key) => `${path.slice(SOURCES.length + 1)}: ${key}`);
};

/** i18next takes this form where `count` is one in a language that tells one from several. */
const ONE = '_one';
/** `{{days, of(one: day; other: days)}}` */
const NOUNS = /\{\{\w+, of\(one: ([^;)]+); other: ([^)]+)\)\}\}/g;

interface Term {
  readonly chinese: string;
  readonly english: readonly string[];
  readonly not: readonly string[];
}

const listed = (cell = ''): string[] => cell.split(',').flatMap((word) => word.trim() || []);
/** Rows of the glossary's table, without its head. */
const GLOSSARY: readonly Term[] = readFileSync(join(SOURCES, '../../docs/glossary.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, chinese = '', english, not]) => ({ chinese, english: listed(english), not: listed(not) }));

/** In one number and without capitals: `Subsidiaries` is a subsidiary. */
const plainWord = (text: string): string => text.toLowerCase().replace(/ies$/, 'y').replace(/s$/, '');

const holding = (words: readonly string[], texts: Iterable<readonly [string, string]>): string[] => {
  const wanted = new RegExp(`\\b(?:${words.join('|')})\\b`, 'i');
  return [...texts].filter(([, text]) => wanted.test(text)).map(([key, text]) => `${key}: ${text}`);
};

describe('texts of the pages', () => {
  it('are there when they are drawn: frame, home, ledger and finding say only what the first load brings', () => {
    const files = [...drawnWithCoreTexts(join(SOURCES, 'main.tsx'))];
    expect(files).toContain(join(SOURCES, 'pages/home/HomePage.tsx'));
    expect(files).toContain(join(SOURCES, 'pages/tenant/ledger/LedgerPage.tsx'));
    expect(files).not.toContain(join(SOURCES, 'pages/tenant/plans/PlanPage.tsx'));
    expect(saysBesideCore(join(SOURCES, 'pages/tenant/plans/PlanPage.tsx'))).not.toEqual([]);
    // What stands here belongs into core.zh-CN.ts, or its page behind lazyWithTexts.
    expect(files.flatMap(saysBesideCore)).toEqual([]);
  });

  it('say the same things in both languages, with the same figures in them', () => {
    const ofSeveral = [...ENGLISH_TEXTS.keys()].filter((key) => !key.endsWith(ONE));
    expect(ofSeveral.sort()).toEqual([...CHINESE_TEXTS.keys()].sort());
    for (const [key, text] of CHINESE_TEXTS)
      expect(placeholders(ENGLISH_TEXTS.get(key) ?? '').sort(), key).toEqual(placeholders(text).sort());
  });

  it('are written in their language, none is left empty or untranslated', () => {
    const odd = [...CHINESE_TEXTS.keys()].filter((key) => {
      if (SAME_EVERYWHERE.includes(key) || QUOTES_CHINESE.includes(key)) return false;
      if (!hasWords(CHINESE_TEXTS.get(key) ?? '')) return hasWords(ENGLISH_TEXTS.get(key) ?? '');
      const english = ENGLISH_TEXTS.get(key) ?? '';
      return !CHINESE.test(CHINESE_TEXTS.get(key) ?? '') || !english.trim() || CHINESE.test(english);
    });
    expect(odd).toEqual([]);
  });

  it('are right in English of one and of several', () => {
    const counted = [...ENGLISH_TEXTS].filter(([, text]) => /\{\{count\}\} \w/.test(text));
    expect(counted.length).toBeGreaterThan(40);
    for (const [key, text] of ENGLISH_TEXTS) {
      expect(text, key).not.toMatch(/\(s\)|\(es\)/);
      if (!key.endsWith(ONE)) continue;
      const several = ENGLISH_TEXTS.get(key.slice(0, -ONE.length));
      expect(several, key).toContain('{{count}}');
      const others = placeholders(several ?? '').filter((name) => name !== 'count');
      expect(
        placeholders(text)
          .filter((name) => name !== 'count')
          .sort(),
        key,
      ).toEqual(others.sort());
    }
    expect(counted.filter(([key]) => !key.endsWith(ONE) && !ENGLISH_TEXTS.has(`${key}${ONE}`))).toEqual([]);
  });

  it('have no figure before a plural that would stay one before a single thing', () => {
    const plurals = new Set(
      [...ENGLISH_TEXTS.values()].flatMap((text) =>
        [...text.matchAll(NOUNS)].map(([, , other = '']) => other),
      ),
    );
    expect([...plurals]).toContain('working days');
    const fixed = new RegExp(`\\{\\{(?!count\\b)\\w+\\}\\} (?:${[...plurals].join('|')})\\b`);
    expect([...ENGLISH_TEXTS].filter(([, text]) => fixed.test(text))).toEqual([]);
  });

  it('say one of one, and several of several', async () => {
    const i18n = i18next.createInstance();
    await i18n.init({
      lng: 'en',
      resources: { en: { translation: en } },
      interpolation: { escapeValue: false },
    });
    addNouns(i18n);
    const said = (key: 'ledger.shown' | 'date.inDays' | 'plan.counts', figures: Record<string, number>) =>
      i18n.t(key, figures);
    expect(said('ledger.shown', { count: 1 })).toBe('1 finding');
    expect(said('ledger.shown', { count: 0 })).toBe('0 findings');
    expect(said('date.inDays', { days: 1 })).toBe('1 day left');
    expect(said('date.inDays', { days: 12 })).toBe('12 days left');
    expect(said('plan.counts', { findings: 1, measures: 2 })).toBe('1 finding · 2 measures');
    addDays(i18n);
    expect(i18n.t('limits.move', { no: '7', title: 'X', from: '2024-11-30', to: '2025-01-01' })).toBe(
      '7 X: 30\u00A0Nov\u00A02024 → 1\u00A0Jan\u00A02025',
    );
    expect(dayInEnglish('2024-11-30 09:05')).toBe('30\u00A0Nov\u00A02024,\u00A009:05');
    expect(['红色', 'at any time', ''].map(dayInEnglish)).toEqual(['红色', 'at any time', '']);
  });

  it('call each thing what the glossary calls it, and nothing else', () => {
    expect(GLOSSARY.length).toBeGreaterThan(30);
    const others = [...CHINESE_TEXTS].flatMap(([key, text]) => {
      const term = GLOSSARY.find(({ chinese }) => chinese === text);
      const english = ENGLISH_TEXTS.get(key) ?? '';
      return !term || term.english.map(plainWord).includes(plainWord(english)) ? [] : `${key}: ${english}`;
    });
    expect(others).toEqual([]);
    const not = GLOSSARY.flatMap((term) => term.not);
    expect(holding(not, [...ENGLISH_TEXTS, ...Object.entries(PROBLEMS)])).toEqual([]);
    expect(
      holding(not, [
        ['a', 'Hand in the report'],
        ['b', 'By hand, in time'],
      ]),
    ).toEqual(['a: Hand in the report']);
  });

  it('say dates in words within English sentences', () => {
    const bare = [...ENGLISH_TEXTS].filter(([, text]) => /\{\{(?:date|on|formedOn|dueDate)\}\}/.test(text));
    expect(bare).toEqual([]);
  });

  it('are all used', () => {
    expect(unusedIn(CHINESE_TEXTS.keys(), ALL)).toEqual([]);
  });

  it('stand nowhere else: no Chinese in a page outside of the language files', () => {
    expect(ALL.flatMap(({ chinese }) => chinese)).toEqual([]);
  });

  it('are looked for in a way that finds a forgotten text and an unused key', () => {
    const source =
      // biome-ignore lint/suspicious/noTemplateCurlyInString: source text that holds a template
      "const A = () => <p title='状态'>保存 {t('action.save')} {t(`gate.${gate}`)} {/* 注释 */}</p>;";
    const uses = usesIn('a.tsx', source);
    expect(uses.chinese).toEqual(['a.tsx: 状态', 'a.tsx: 保存']);
    expect(unusedIn(['action.save', 'gate.consultation', 'gate', 'action.cancel'], [uses])).toEqual([
      'gate',
      'action.cancel',
    ]);
  });
});
