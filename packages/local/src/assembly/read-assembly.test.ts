import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAssembly } from './read-assembly.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'xuncha-assembly-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

type Template = Record<string, unknown>;

function write(stacks: Record<string, Template>, where = directory): void {
  const artifacts = Object.fromEntries(
    Object.keys(stacks).map((name) => [
      name,
      {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/ap-southeast-1',
        properties: { templateFile: `${name}.json` },
      },
    ]),
  );
  mkdirSync(where, { recursive: true });
  writeFileSync(join(where, 'manifest.json'), JSON.stringify({ version: '1', artifacts }));
  for (const [name, template] of Object.entries(stacks)) {
    writeFileSync(join(where, `${name}.json`), JSON.stringify(template));
  }
}

function read(parameters?: Record<string, string>) {
  return readAssembly(directory, {
    region: 'x',
    accountId: '000000000000',
    ...(parameters ? { parameters } : {}),
  });
}

/** Environment variables of the only function, which show what intrinsics become. */
function environment(variables: Template, template: Template = {}, parameters?: Record<string, string>) {
  const Fn = {
    Type: 'AWS::Lambda::Function',
    Properties: { Code: { ZipFile: '' }, Runtime: 'nodejs24.x', Environment: { Variables: variables } },
  };
  const { Resources = {}, ...rest } = template as { Resources?: Template };
  write({ app: { ...rest, Resources: { Fn, ...Resources } } });
  return read(parameters).functions[0]?.environment;
}

const TABLE = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  },
};

describe('intrinsics', () => {
  it('resolve names, attributes and pseudo parameters', () => {
    const resolved = environment(
      {
        REF: { Ref: 'Table' },
        ARN: { 'Fn::GetAtt': ['Table', 'Arn'] },
        STREAM: { 'Fn::GetAtt': 'Table.StreamArn' },
        JOINED: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] },
        SUB: {
          // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
          'Fn::Sub': ['${Table}/${Table.Arn}/${own}/${!kept}/${AWS::AccountId}', { own: { Ref: 'Table' } }],
        },
        PICKED: { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Table', 'Arn'] }] }] },
        MAPPED: { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'memory'] },
        GONE: { Ref: 'AWS::NoValue' },
      },
      { Resources: { Table: TABLE }, Mappings: { Sizes: { 'ap-southeast-1': { memory: '1769' } } } },
    );
    const arn = 'arn:aws:dynamodb:ap-southeast-1:000000000000:table/app-Table';
    expect(resolved).toEqual({
      REF: 'app-Table',
      ARN: arn,
      STREAM: `${arn}/stream/local`,
      JOINED: 'a-ap-southeast-1',
      SUB: `app-Table/${arn}/app-Table/\${kept}/000000000000`,
      PICKED: 'table/app-Table',
      MAPPED: '1769',
    });
  });

  it.each([
    ['cn', 'yes', 'off'],
    ['global', 'no', 'on'],
  ])('follow conditions (%s)', (place, china, firewall) => {
    const resolved = environment(
      {
        CHINA: { 'Fn::If': ['IsChina', 'yes', 'no'] },
        FIREWALL: { 'Fn::If': ['HasFirewall', 'on', 'off'] },
      },
      {
        Parameters: { Place: { Type: 'String', Default: 'global' } },
        Conditions: {
          IsChina: { 'Fn::Equals': [{ Ref: 'Place' }, 'cn'] },
          HasFirewall: {
            'Fn::And': [{ 'Fn::Not': [{ Condition: 'IsChina' }] }, { 'Fn::Equals': ['1', '1'] }],
          },
        },
      },
      { Place: place },
    );
    expect(resolved).toEqual({ CHINA: china, FIREWALL: firewall });
  });

  it('leave out resources whose condition does not hold', () => {
    write({
      app: {
        Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
        Resources: { Table: { ...TABLE, Condition: 'Never' } },
      },
    });
    expect(read().tables).toEqual([]);
  });

  it('cross stacks by exports, whatever the order of the stacks', () => {
    const Bucket = {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: { 'Fn::ImportValue': 'shared-name' } },
    };
    write({
      app: { Resources: { Bucket } },
      data: { Resources: {}, Outputs: { Name: { Value: 'evidence', Export: { Name: 'shared-name' } } } },
    });
    expect(read().buckets.map(({ name }) => name)).toEqual(['evidence']);
  });

  it('read the stacks of a stage', () => {
    write({ app: { Resources: { Table: TABLE } } }, join(directory, 'assembly-dev'));
    writeFileSync(
      join(directory, 'manifest.json'),
      JSON.stringify({
        artifacts: { dev: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-dev' } } },
      }),
    );
    expect(read().tables.map(({ name }) => name)).toEqual(['app-Table']);
  });
});

describe('what cannot run on one machine stops the start', () => {
  it.each([
    [
      'an unknown resource type',
      { Cluster: { Type: 'AWS::Redshift::Cluster', Properties: {} } },
      /Cluster \(AWS::Redshift::Cluster\)/,
    ],
    [
      'a missing parameter value',
      { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Name' } } } },
      /Name has no default/,
    ],
    [
      'an import nobody exports',
      { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::ImportValue': 'x' } } } },
      /imports x/,
    ],
    [
      'an intrinsic of another kind',
      { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Cidr': [] } } } },
      /Fn::Cidr/,
    ],
    [
      'a rule on events',
      { Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['aws.s3'] } } } },
      /no counterpart/,
    ],
    [
      'another event source',
      {
        Map: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: 'arn:aws:sqs:x:1:q', FunctionName: 'f', StartingPosition: 'LATEST' },
        },
      },
      /DynamoDB streams/,
    ],
    [
      'a property of the wrong shape',
      { Table: { Type: 'AWS::DynamoDB::Table', Properties: {} } },
      /app\/Table \(AWS::DynamoDB::Table\): AttributeDefinitions/,
    ],
  ])('%s', (_case, Resources, message) => {
    write({ app: { Parameters: { Name: { Type: 'String' } }, Resources } });
    expect(() => read()).toThrow(message);
  });

  it('no assembly at all', () => {
    expect(() => read()).toThrow(/synthesise it first/);
  });
});

it('keeps long names within their limit and apart', () => {
  const long = 'L'.repeat(80);
  const fn = { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: '' } } };
  write({ app: { Resources: { [`${long}A`]: fn, [`${long}B`]: fn } } });
  const names = read().functions.map(({ name }) => name);
  expect(new Set(names).size).toBe(2);
  expect(names.every((name) => name.length <= 64)).toBe(true);
});
