import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../json.ts';

/** Where a stack "is deployed": goes into every ARN. */
export interface Environment {
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly urlSuffix: string;
}

export function environmentOf(region: string, accountId: string): Environment {
  const china = region.startsWith('cn-');
  return {
    region,
    accountId,
    partition: china ? 'aws-cn' : 'aws',
    urlSuffix: china ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
}

export interface ResourceIdentity {
  readonly environment: Environment;
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  /** Properties with intrinsics resolved; only names are read from them. */
  readonly properties: JsonObject;
}

/** The property that names a resource, and the longest name the service takes. */
const NAME_RULES: Readonly<Record<string, { property: string; maxLength: number; lowerCase?: boolean }>> = {
  'AWS::DynamoDB::Table': { property: 'TableName', maxLength: 255 },
  'AWS::DynamoDB::GlobalTable': { property: 'TableName', maxLength: 255 },
  'AWS::S3::Bucket': { property: 'BucketName', maxLength: 63, lowerCase: true },
  'AWS::Lambda::Function': { property: 'FunctionName', maxLength: 64 },
  'AWS::SQS::Queue': { property: 'QueueName', maxLength: 80 },
  'AWS::StepFunctions::StateMachine': { property: 'StateMachineName', maxLength: 80 },
  'AWS::Events::Rule': { property: 'Name', maxLength: 64 },
  'AWS::Scheduler::Schedule': { property: 'Name', maxLength: 64 },
  'AWS::IAM::Role': { property: 'RoleName', maxLength: 64 },
  'AWS::ApiGateway::Stage': { property: 'StageName', maxLength: 128 },
};

/** Names are a function of stack and logical id alone, so data written before a restart is found after it. */
export function physicalName(resource: ResourceIdentity): string {
  const rule = NAME_RULES[resource.type];
  const given = rule ? resource.properties[rule.property] : undefined;
  if (typeof given === 'string' && given !== '') return given;
  const name = `${resource.stackName}-${resource.logicalId}`;
  const cased = rule?.lowerCase ? name.toLowerCase().replaceAll(/[^a-z0-9.-]/g, '-') : name;
  const limit = rule?.maxLength ?? 128;
  if (cased.length <= limit) return cased;
  // 8 hex digits keep two names apart that share their first characters.
  const digest = createHash('sha256').update(cased).digest('hex').slice(0, 8);
  return `${cased.slice(0, limit - 9)}-${digest}`;
}

/** The resource part of the ARN per type; S3 and API Gateway leave region or account out. */
function arnTail(
  { type, properties }: ResourceIdentity,
  name: string,
): { service: string; tail: string; global?: boolean } {
  switch (type) {
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::GlobalTable':
      return { service: 'dynamodb', tail: `table/${name}` };
    case 'AWS::S3::Bucket':
      return { service: 's3', tail: name, global: true };
    case 'AWS::Lambda::Function':
      return { service: 'lambda', tail: `function:${name}` };
    case 'AWS::SQS::Queue':
      return { service: 'sqs', tail: name };
    case 'AWS::StepFunctions::StateMachine':
      return { service: 'states', tail: `stateMachine:${name}` };
    case 'AWS::Events::Rule':
      return { service: 'events', tail: `rule/${name}` };
    case 'AWS::Scheduler::Schedule':
      return { service: 'scheduler', tail: `schedule/default/${name}` };
    case 'AWS::IAM::Role':
      return {
        service: 'iam',
        tail: `role${typeof properties.Path === 'string' ? properties.Path : '/'}${name}`,
      };
    case 'AWS::Logs::LogGroup':
      return { service: 'logs', tail: `log-group:${name}:*` };
    default: {
      const [, service = 'unknown', kind = 'resource'] = type.split('::');
      return { service: service.toLowerCase(), tail: `${kind.toLowerCase()}/${name}` };
    }
  }
}

export function resourceArn(resource: ResourceIdentity): string {
  const { environment } = resource;
  const { service, tail, global } = arnTail(resource, physicalName(resource));
  const place = global ? ':' : `${environment.region}:${service === 'iam' ? '' : environment.accountId}`;
  if (service === 'iam') return `arn:${environment.partition}:iam::${environment.accountId}:${tail}`;
  return `arn:${environment.partition}:${service}:${place}:${tail}`;
}

/** What `Ref` gives for a resource. */
export function refOf(resource: ResourceIdentity): string {
  const { type, properties, environment } = resource;
  const name = physicalName(resource);
  switch (type) {
    case 'AWS::SQS::Queue':
      return `https://sqs.${environment.region}.${environment.urlSuffix}/${environment.accountId}/${name}`;
    case 'AWS::StepFunctions::StateMachine':
    case 'AWS::SNS::Topic':
      return resourceArn(resource);
    case 'AWS::Lambda::Version':
      return `${functionArnProperty(resource, properties.FunctionName)}:1`;
    case 'AWS::Lambda::Alias':
      return `${functionArnProperty(resource, properties.FunctionName)}:${String(properties.Name)}`;
    // API Gateway ids appear in paths and ARNs: keep them short and free of separators.
    case 'AWS::ApiGateway::RestApi':
    case 'AWS::ApiGateway::Resource':
    case 'AWS::ApiGateway::Authorizer':
      return createHash('sha256').update(name).digest('hex').slice(0, 10);
    default:
      return name;
  }
}

function functionArnProperty(resource: ResourceIdentity, nameOrArn: Json | undefined): string {
  const text = String(nameOrArn);
  if (text.startsWith('arn:')) return text;
  const { partition, region, accountId } = resource.environment;
  return `arn:${partition}:lambda:${region}:${accountId}:function:${text}`;
}

/** What `Fn::GetAtt` gives. Attributes without local behaviour get a stable, recognisable value. */
export function attributeOf(resource: ResourceIdentity, attribute: string): string {
  const { type, environment } = resource;
  const name = physicalName(resource);
  switch (`${type}.${attribute}`) {
    case 'AWS::DynamoDB::Table.StreamArn':
    case 'AWS::DynamoDB::GlobalTable.StreamArn':
      return `${resourceArn(resource)}/stream/local`;
    case 'AWS::SQS::Queue.QueueName':
    case 'AWS::StepFunctions::StateMachine.Name':
      return name;
    case 'AWS::SQS::Queue.QueueUrl':
      return refOf(resource);
    case 'AWS::ApiGateway::RestApi.RootResourceId':
      return `${refOf(resource)}root`;
    case 'AWS::S3::Bucket.DomainName':
      return `${name}.s3.${environment.urlSuffix}`;
    case 'AWS::S3::Bucket.RegionalDomainName':
      return `${name}.s3.${environment.region}.${environment.urlSuffix}`;
    case 'AWS::Lambda::Version.Version':
      return '1';
    default:
      return attribute.endsWith('Arn') ? resourceArn(resource) : `${name}.${attribute}`;
  }
}

/** The function name in a function's ARN, whatever version or alias it is qualified with. */
export function functionNameOf(arnOrUri: string): string | undefined {
  return /:function:([^:/]+)/.exec(arnOrUri)?.[1];
}
