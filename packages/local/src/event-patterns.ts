import { isObject, type Json, type JsonObject } from './json.ts';

/** Compiled event pattern: true when an event passes. */
export type EventFilter = (event: Json) => boolean;

/** Compiles an event pattern as event source mappings and EventBridge rules use it. Throws on an unknown operator. */
export function compilePattern(patternText: string): EventFilter {
  const pattern: unknown = JSON.parse(patternText);
  if (!isObject(pattern)) throw new Error(`An event pattern is a JSON object: ${patternText}`);
  return matchObject(pattern);
}

function matchObject(pattern: JsonObject): (value: Json | undefined) => boolean {
  const tests = Object.entries(pattern).map(([key, expected]) => matchField(key, expected));
  return (value) => {
    const object = isObject(value) ? value : {};
    return tests.every((test) => test(object));
  };
}

function matchField(key: string, expected: Json): (object: JsonObject) => boolean {
  if (key === '$or') {
    const alternatives = (Array.isArray(expected) ? expected : []).filter(isObject).map(matchObject);
    return (object) => alternatives.some((alternative) => alternative(object));
  }
  if (isObject(expected)) {
    const nested = matchObject(expected);
    return (object) => nested(object[key]);
  }
  if (!Array.isArray(expected)) throw new Error(`An event pattern lists allowed values in an array: ${key}`);
  const matchers = expected.map(matchValue);
  return (object) => {
    const actual = object[key];
    // An array in the event matches when one of its elements does.
    const candidates: (Json | undefined)[] = Array.isArray(actual) ? actual : [actual];
    return candidates.some((candidate) => matchers.some((matches) => matches(candidate)));
  };
}

function matchValue(expected: Json): (actual: Json | undefined) => boolean {
  if (!isObject(expected)) return (actual) => actual === expected;
  const [operator = '', argument = null] = Object.entries(expected)[0] ?? [];
  switch (operator) {
    case 'prefix':
      return (actual) => typeof actual === 'string' && actual.startsWith(String(argument));
    case 'suffix':
      return (actual) => typeof actual === 'string' && actual.endsWith(String(argument));
    case 'equals-ignore-case':
      return (actual) =>
        typeof actual === 'string' && actual.toLowerCase() === String(argument).toLowerCase();
    case 'exists':
      return (actual) => (actual !== undefined) === argument;
    case 'anything-but':
      return matchAnythingBut(argument);
    case 'numeric':
      return matchNumeric(Array.isArray(argument) ? argument : []);
    default:
      throw new Error(`The event pattern operator ${operator} is not supported on one machine.`);
  }
}

function matchAnythingBut(argument: Json): (actual: Json | undefined) => boolean {
  const refused = (Array.isArray(argument) ? argument : [argument]).map(matchValue);
  return (actual) => actual !== undefined && !refused.some((matches) => matches(actual));
}

/** `[">=", 0, "<", 10]`: pairs of a comparison and a bound. */
function matchNumeric(terms: readonly Json[]): (actual: Json | undefined) => boolean {
  return (actual) => {
    const value = typeof actual === 'number' || typeof actual === 'string' ? Number(actual) : Number.NaN;
    for (let at = 0; at < terms.length; at += 2) {
      if (!compare(value, String(terms[at]), Number(terms[at + 1]))) return false;
    }
    return !Number.isNaN(value);
  };
}

function compare(value: number, operator: string, bound: number): boolean {
  switch (operator) {
    case '=':
      return value === bound;
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    default:
      throw new Error(`The comparison ${operator} is not known to event patterns.`);
  }
}
