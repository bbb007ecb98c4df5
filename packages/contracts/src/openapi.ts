import * as z from 'zod';
import { GENERAL_PROBLEMS, needsIdempotencyKey, type Operation } from './operation.ts';
import { OPERATION_IDS, operationOf } from './operations/index.ts';
import { Problem } from './schemas/index.ts';

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  });
  return rest as Json;
};

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

const queryParameters = (operation: Operation): Json[] => {
  const shape = operation.query?.shape ?? {};
  return Object.entries(shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: schemaOf(schema as z.ZodType, 'input'),
  }));
};

const headerParameters = (operation: Operation): Json[] => [
  { $ref: '#/components/parameters/Membership' },
  ...(needsIdempotencyKey(operation) ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ...(operation.ifMatch ? [{ $ref: '#/components/parameters/IfMatch' }] : []),
];

const problemAnswer = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** What a status means wherever it is answered; operations refer to it by its number. */
const PROBLEMS = [
  [400, '请求格式不正确'],
  [401, '未登录或登录已过期'],
  [403, '没有权限'],
  [404, '没有找到，或不属于您可见的范围'],
  [409, '与当前状态冲突'],
  [412, '内容已被他人修改'],
  [413, '内容过大'],
  [422, '内容不符合规则'],
  [428, '缺少 If-Match'],
  [500, '系统出错'],
  [503, '暂时不可用，请稍后重试'],
] as const satisfies (readonly [keyof typeof GENERAL_PROBLEMS, string])[];

const problemAnswers = (): Json =>
  Object.fromEntries(
    PROBLEMS.map(([status, meaning]) => [
      `Problem${status}`,
      problemAnswer(`${meaning}：${GENERAL_PROBLEMS[status].join(', ')}`),
    ]),
  );

const isAnswered = (status: (typeof PROBLEMS)[number][0], operation: Operation): boolean => {
  if (status === 409 || status === 413) return needsIdempotencyKey(operation);
  return status === 412 || status === 428 ? Boolean(operation.ifMatch) : true;
};

const answersOf = (operation: Operation): Json => ({
  [operation.status]: {
    description: '成功',
    headers: { ETag: { schema: { type: 'string' } } },
    content: { 'application/json': { schema: schemaOf(operation.output, 'output') } },
  },
  ...Object.fromEntries(
    PROBLEMS.filter(([status]) => isAnswered(status, operation)).map(([status]) => [
      status,
      { $ref: `#/components/responses/Problem${status}` },
    ]),
  ),
});

const operationDocument = (id: string, operation: Operation): Json => ({
  operationId: id,
  tags: [operation.capability],
  summary: operation.summary,
  'x-action': operation.action,
  'x-problem-codes': operation.problems,
  parameters: [
    ...pathParameters(operation.path),
    ...queryParameters(operation),
    ...headerParameters(operation),
  ],
  ...(operation.body
    ? {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: schemaOf(operation.body, 'input') } },
        },
      }
    : {}),
  responses: answersOf(operation),
});

/** OpenAPI 3.1 document of the whole operation table; committed as docs/openapi.json, drift fails a test. */
export const openApiDocument = (): Json => {
  const paths: Record<string, Json> = {};
  for (const id of OPERATION_IDS) {
    const operation = operationOf(id);
    const item = paths[operation.path] ?? {};
    item[operation.method.toLowerCase()] = operationDocument(id, operation);
    paths[operation.path] = item;
  }
  return {
    openapi: '3.1.0',
    info: { title: '巡察整改云 API', version: '1.0.0', description: '集团巡察整改、销号与佐证档案。' },
    servers: [{ url: '/' }],
    security: [{ oidc: [] }],
    paths,
    components: {
      schemas: { Problem: schemaOf(Problem, 'output') },
      responses: problemAnswers(),
      securitySchemes: { oidc: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      parameters: {
        Membership: {
          name: 'X-Membership',
          in: 'header',
          required: false,
          description: '有多个身份或受托代理时，选用的身份编号',
          schema: { type: 'string' },
        },
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          required: true,
          description: '同一键重复提交得到第一次的应答',
          schema: { type: 'string', minLength: 8, maxLength: 100 },
        },
        IfMatch: { name: 'If-Match', in: 'header', required: true, schema: { type: 'string' } },
      },
    },
  };
};
