export type { BeforeWrite } from './blob-files.ts';
export type { BucketOptions, CorsRule, DefaultRetention, Encryption } from './buckets.ts';
export type { OnEvent, S3Event, S3EventRecord } from './events.ts';
export type { AuthorizationQuestion, Authorize } from './s3-request.ts';
export { type S3Server, type S3ServerOptions, startS3Server } from './server.ts';
export type { Credential, CredentialLookup } from './sigv4.ts';
