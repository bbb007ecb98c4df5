/** Values of condition keys in a request, by lower-case name. A key that isn't there has no entry. */
export type Context = ReadonlyMap<string, readonly string[]>;

const VARIABLE = /\$\{([^}]*)\}/g;
/** Compiled patterns; sessions of many tenants would otherwise fill memory. */
const MOST_COMPILED = 20_000;
const compiled = new Map<string, RegExp>();

export const hasVariable = (text: string): boolean => text.includes('${');

/**
 * Does a value match a pattern of a policy? `*` stands for any text, `?` for one character; a variable stands for
 * exactly its value, whose own `*` and `?` mean nothing. A variable without a value matches nothing.
 */
export function matchesPattern(pattern: string, value: string, context: Context): boolean {
  const source = sourceOf(pattern, context, wildcards);
  return source !== undefined && expression(source).test(value);
}

/** Have all variables of a text a value? IAM may drop a whole statement for one that has none. */
export function isResolvable(text: string, context: Context): boolean {
  return !hasVariable(text) || sourceOf(text, context, escapeText) !== undefined;
}

/** The same for an operator without wildcards. */
export function equalsPattern(pattern: string, value: string, context: Context): boolean {
  if (!hasVariable(pattern)) return pattern === value;
  const source = sourceOf(pattern, context, escapeText);
  return source !== undefined && expression(source).test(value);
}

/** Actions are compared without regard to case. */
export function matchesAction(pattern: string, action: string): boolean {
  const [wanted, asked] = [pattern.toLowerCase(), action.toLowerCase()];
  return /[*?]/.test(wanted) ? expression(wildcards(wanted)).test(asked) : wanted === asked;
}

/** ARNs are compared part by part: a `*` does not reach over a colon, but for the last of the six parts. */
export function matchesArn(pattern: string, arn: string, context: Context): boolean {
  const patterns = arnParts(pattern);
  const parts = arnParts(arn);
  if (patterns.length !== 6 || parts.length !== 6) return false;
  return patterns.every((part, at) => matchesPattern(part, parts[at] ?? '', context));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])];
}

/** A regular expression's source; undefined when a variable has no single value. */
function sourceOf(pattern: string, context: Context, literal: (text: string) => string): string | undefined {
  let source = '';
  let at = 0;
  for (const { 0: whole, 1: name = '', index } of pattern.matchAll(VARIABLE)) {
    const values = context.get(name.toLowerCase());
    const [value] = values ?? [];
    if (value === undefined || values?.length !== 1) return undefined;
    source += literal(pattern.slice(at, index)) + escapeText(value);
    at = index + whole.length;
  }
  return source + literal(pattern.slice(at));
}

function wildcards(text: string): string {
  return escapeText(text).replaceAll('\\*', '.*').replaceAll('\\?', '.');
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function expression(source: string): RegExp {
  let found = compiled.get(source);
  if (!found) {
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    found = new RegExp(`^${source}$`, 'su');
    compiled.set(source, found);
  }
  return found;
}
