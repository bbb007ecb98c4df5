import {
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';

/** Requests that read one object, whole or as the source of a copy. */
const READERS = new Set([
  'HeadObjectCommand',
  'GetObjectCommand',
  'CopyObjectCommand',
  'UploadPartCopyCommand',
]);

interface Place {
  readonly bucket: string;
  readonly key: string;
}

/**
 * S3 tells a missing object from a forbidden one only to whoever may list the whole bucket; a session of a tenant may
 * list its own folders, and gets 403 for both. This client looks at the listing of exactly that key before it believes
 * a 403: a missing object is reported as missing, and a refusal that is left is a real one.
 */
export const tellMissing = (client: S3Client): S3Client => {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (error) {
          const place = READERS.has(commandName ?? '') ? placeOf(args.input) : undefined;
          if (!place || !isForbidden(error) || !(await isMissing(client, place))) throw error;
          const told = { message: `${place.key} is not there`, $metadata: error.$metadata };
          throw commandName === 'HeadObjectCommand' ? new NotFound(told) : new NoSuchKey(told);
        }
      },
    { step: 'initialize', name: 'tellMissing' },
  );
  return client;
};

const isForbidden = (error: unknown): error is S3ServiceException =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403;

/** What a request reads; a version of an object is no matter of listings. */
const placeOf = (input: object): Place | undefined => {
  const fields = new Map<string, unknown>(Object.entries(input));
  const text = (name: string): string => String(fields.get(name) ?? '');
  // `bucket/key`, percent-encoded or not; our keys have no percent sign.
  const [source = '', version = text('VersionId')] = text('CopySource').split('?versionId=');
  if (version) return undefined;
  const [bucket = '', ...path] = source
    ? decodeURIComponent(source).split('/')
    : [text('Bucket'), text('Key')];
  return bucket && path.length > 0 ? { bucket, key: path.join('/') } : undefined;
};

/** The first key of a listing is the shortest: the object itself where it is there. False where listing is refused too. */
const isMissing = async (client: S3Client, { bucket, key }: Place): Promise<boolean> => {
  try {
    const { Contents = [] } = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }),
    );
    return Contents[0]?.Key !== key;
  } catch (error) {
    if (isForbidden(error)) return false;
    throw error;
  }
};
