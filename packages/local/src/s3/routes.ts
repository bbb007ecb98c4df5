import {
  bucketLocationRoute,
  createBucketRoute,
  deleteBucketRoute,
  getLockConfigurationRoute,
  getVersioningRoute,
  headBucketRoute,
  listBucketsRoute,
  listObjectsRoute,
  listVersionsRoute,
  putVersioningRoute,
} from './bucket-routes.ts';
import {
  abortUploadRoute,
  completeUploadRoute,
  createUploadRoute,
  listPartsRoute,
  listUploadsRoute,
  uploadPartCopyRoute,
  uploadPartRoute,
} from './multipart-routes.ts';
import {
  copyObjectRoute,
  deleteObjectRoute,
  deleteObjectsRoute,
  getLegalHoldRoute,
  getObjectRoute,
  getRetentionRoute,
  putLegalHoldRoute,
  putObjectRoute,
  putRetentionRoute,
} from './object-routes.ts';
import { S3Error } from './s3-error.ts';
import type { S3Reply, S3Request } from './s3-request.ts';

export interface Route {
  readonly method: string;
  readonly scope: 'service' | 'bucket' | 'object';
  /** Query parameters that must be there; `name=value` demands the value. */
  readonly query?: readonly string[];
  /** Header that must be there. */
  readonly header?: string;
  /** IAM action; the second one counts when a version is named. Undefined: checked by the handler. */
  readonly action: string | readonly [string, string] | undefined;
  readonly handle: (request: S3Request) => Promise<S3Reply>;
}

/** Every operation of the server. The first route that fits wins, so the more demanding ones come first. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', scope: 'service', action: 's3:ListAllMyBuckets', handle: listBucketsRoute },

  {
    method: 'GET',
    scope: 'bucket',
    query: ['location'],
    action: 's3:GetBucketLocation',
    handle: bucketLocationRoute,
  },
  {
    method: 'GET',
    scope: 'bucket',
    query: ['versioning'],
    action: 's3:GetBucketVersioning',
    handle: getVersioningRoute,
  },
  {
    method: 'PUT',
    scope: 'bucket',
    query: ['versioning'],
    action: 's3:PutBucketVersioning',
    handle: putVersioningRoute,
  },
  {
    method: 'GET',
    scope: 'bucket',
    query: ['object-lock'],
    action: 's3:GetBucketObjectLockConfiguration',
    handle: getLockConfigurationRoute,
  },
  {
    method: 'GET',
    scope: 'bucket',
    query: ['versions'],
    action: 's3:ListBucketVersions',
    handle: listVersionsRoute,
  },
  {
    method: 'GET',
    scope: 'bucket',
    query: ['uploads'],
    action: 's3:ListBucketMultipartUploads',
    handle: listUploadsRoute,
  },
  {
    method: 'GET',
    scope: 'bucket',
    query: ['list-type=2'],
    action: 's3:ListBucket',
    handle: listObjectsRoute,
  },
  { method: 'POST', scope: 'bucket', query: ['delete'], action: undefined, handle: deleteObjectsRoute },
  { method: 'PUT', scope: 'bucket', action: 's3:CreateBucket', handle: createBucketRoute },
  { method: 'HEAD', scope: 'bucket', action: 's3:ListBucket', handle: headBucketRoute },
  { method: 'DELETE', scope: 'bucket', action: 's3:DeleteBucket', handle: deleteBucketRoute },

  { method: 'POST', scope: 'object', query: ['uploads'], action: 's3:PutObject', handle: createUploadRoute },
  {
    method: 'PUT',
    scope: 'object',
    query: ['uploadId', 'partNumber'],
    header: 'x-amz-copy-source',
    action: 's3:PutObject',
    handle: uploadPartCopyRoute,
  },
  {
    method: 'PUT',
    scope: 'object',
    query: ['uploadId', 'partNumber'],
    action: 's3:PutObject',
    handle: uploadPartRoute,
  },
  {
    method: 'POST',
    scope: 'object',
    query: ['uploadId'],
    action: 's3:PutObject',
    handle: completeUploadRoute,
  },
  {
    method: 'DELETE',
    scope: 'object',
    query: ['uploadId'],
    action: 's3:AbortMultipartUpload',
    handle: abortUploadRoute,
  },
  {
    method: 'GET',
    scope: 'object',
    query: ['uploadId'],
    action: 's3:ListMultipartUploadParts',
    handle: listPartsRoute,
  },
  {
    method: 'GET',
    scope: 'object',
    query: ['retention'],
    action: 's3:GetObjectRetention',
    handle: getRetentionRoute,
  },
  {
    method: 'PUT',
    scope: 'object',
    query: ['retention'],
    action: 's3:PutObjectRetention',
    handle: putRetentionRoute,
  },
  {
    method: 'GET',
    scope: 'object',
    query: ['legal-hold'],
    action: 's3:GetObjectLegalHold',
    handle: getLegalHoldRoute,
  },
  {
    method: 'PUT',
    scope: 'object',
    query: ['legal-hold'],
    action: 's3:PutObjectLegalHold',
    handle: putLegalHoldRoute,
  },
  {
    method: 'PUT',
    scope: 'object',
    header: 'x-amz-copy-source',
    action: 's3:PutObject',
    handle: copyObjectRoute,
  },
  { method: 'PUT', scope: 'object', action: 's3:PutObject', handle: putObjectRoute },
  { method: 'GET', scope: 'object', action: ['s3:GetObject', 's3:GetObjectVersion'], handle: getObjectRoute },
  {
    method: 'HEAD',
    scope: 'object',
    action: ['s3:GetObject', 's3:GetObjectVersion'],
    handle: getObjectRoute,
  },
  {
    method: 'DELETE',
    scope: 'object',
    action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
    handle: deleteObjectRoute,
  },
];

/** Parameters that name another operation of S3. One that no route took is an operation this server lacks. */
const SUBRESOURCES = [
  'accelerate',
  'acl',
  'analytics',
  'append',
  'attributes',
  'cors',
  'delete',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'partNumber',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'renameObject',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'session',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versioning',
  'versions',
  'website',
];

/** Finds the operation of a request. */
export function findRoute(request: S3Request): Route {
  const scope = request.key !== '' ? 'object' : request.bucketName !== '' ? 'bucket' : 'service';
  const route = ROUTES.find(
    (candidate) =>
      candidate.method === request.method &&
      candidate.scope === scope &&
      (candidate.query ?? []).every((condition) => hasParameter(request, condition)) &&
      (candidate.header === undefined || request.header(candidate.header) !== undefined),
  );
  const taken = route?.query?.map((condition) => condition.split('=')[0]) ?? [];
  const lacking = SUBRESOURCES.find((name) => request.query(name) !== undefined && !taken.includes(name));
  if (route && lacking === undefined) return route;
  if (!route && lacking === undefined && !(scope === 'bucket' && request.method === 'GET')) {
    throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.');
  }
  throw new S3Error(
    'NotImplemented',
    'A header or query you provided implies functionality that is not implemented',
    { details: { Parameter: lacking ?? 'list-type' } },
  );
}

function hasParameter(request: S3Request, condition: string): boolean {
  const [name = '', value] = condition.split('=', 2);
  const given = request.query(name);
  return value === undefined ? given !== undefined : given === value;
}

/** The IAM action a request needs on its bucket and key. */
export function actionOf(route: Route, request: S3Request): string | undefined {
  if (route.action === undefined || typeof route.action === 'string') return route.action;
  const [plain, versioned] = route.action;
  return request.query('versionId') === undefined ? plain : versioned;
}
