import type { CorsRule } from './buckets.ts';
import { S3Error } from './s3-error.ts';

export interface CorsQuestion {
  readonly origin: string;
  readonly method: string;
  /** Lower-case names of the headers the browser wants to send. */
  readonly headers: readonly string[];
}

/** Headers that let the browser through, or undefined when no rule of the bucket matches. */
export function corsHeaders(
  rules: readonly CorsRule[],
  question: CorsQuestion,
): Record<string, string> | undefined {
  const rule = rules.find(
    (candidate) =>
      candidate.allowedOrigins.some((pattern) => matches(pattern, question.origin)) &&
      candidate.allowedMethods.includes(question.method) &&
      question.headers.every((name) =>
        candidate.allowedHeaders?.some((pattern) => matches(pattern.toLowerCase(), name)),
      ),
  );
  if (!rule) return undefined;
  const anyOrigin = rule.allowedOrigins.includes('*');
  return {
    'access-control-allow-origin': anyOrigin ? '*' : question.origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    ...(!anyOrigin && { 'access-control-allow-credentials': 'true' }),
    ...(question.headers.length > 0 && { 'access-control-allow-headers': question.headers.join(', ') }),
    ...(rule.exposeHeaders?.length && {
      'access-control-expose-headers': rule.exposeHeaders.join(', '),
    }),
    ...(rule.maxAgeSeconds !== undefined && { 'access-control-max-age': String(rule.maxAgeSeconds) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

/** Answer to a preflight; the browser asks without credentials. */
export function preflightHeaders(
  rules: readonly CorsRule[],
  header: (name: string) => string | undefined,
): Record<string, string> {
  const origin = header('origin');
  const method = header('access-control-request-method');
  const names = header('access-control-request-headers') ?? '';
  const allowed =
    origin !== undefined && method !== undefined
      ? corsHeaders(rules, {
          origin,
          method,
          headers: names
            .toLowerCase()
            .split(',')
            .map((name) => name.trim())
            .filter((name) => name !== ''),
        })
      : undefined;
  if (allowed) return allowed;
  throw new S3Error(
    'AccessForbidden',
    rules.length > 0
      ? 'CORSResponse: This CORS request is not allowed. This is usually because the evaluation of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource CORS spec.'
      : 'CORSResponse: CORS is not enabled for this bucket.',
  );
}

/** One `*` stands for any text. */
function matches(pattern: string, text: string): boolean {
  const [before = '', after] = pattern.split('*', 2);
  if (after === undefined) return pattern === text;
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}
