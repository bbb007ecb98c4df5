import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { SigningKeyModel } from '../assembly/model.ts';
import type { AccessControl } from '../iam/access-control.ts';
import { identifyCaller, UnknownCaller } from '../iam/identify-caller.ts';
import { type LoopbackServer, listenOnLoopback } from '../loopback-server.ts';
import type { CredentialStore, Principal } from '../sts/credentials.ts';
import { SigningKeys } from './signing-keys.ts';

export type KmsServer = LoopbackServer;

export interface KmsServerOptions {
  readonly keys: readonly SigningKeyModel[];
  readonly dataDir: string;
  readonly credentials: CredentialStore;
  readonly region: string;
  readonly now: () => number;
  /** Decides who may use which key; without it every known caller may use any. */
  readonly access?: AccessControl;
}

class KmsError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const ALGORITHM = 'ECDSA_SHA_256';
const keyRequest = z.looseObject({ KeyId: z.string() });
const signRequest = z.looseObject({
  KeyId: z.string(),
  Message: z.base64(),
  MessageType: z.literal('RAW').default('RAW'),
  SigningAlgorithm: z.literal(ALGORITHM),
});
/** KMS takes no longer message to sign. */
const LONGEST_MESSAGE = 4096;

type Operation = (body: unknown, keys: SigningKeys, find: (keyId: string) => SigningKeyModel) => object;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'TrentService.GetPublicKey': (body, keys, find) => {
    const { name, arn } = find(keyRequest.parse(body).KeyId);
    return {
      KeyId: arn,
      PublicKey: keys.publicKey(name).toString('base64'),
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      SigningAlgorithms: [ALGORITHM],
    };
  },
  'TrentService.Sign': (body, keys, find) => {
    const { KeyId, Message, SigningAlgorithm } = signRequest.parse(body);
    const { name, arn } = find(KeyId);
    const message = Buffer.from(Message, 'base64');
    if (message.length > LONGEST_MESSAGE)
      throw new KmsError('ValidationException', 'The message is too long.');
    return { KeyId: arn, Signature: keys.sign(name, message).toString('base64'), SigningAlgorithm };
  },
};

function callerOf(message: IncomingMessage, body: Buffer, options: KmsServerOptions): Principal {
  try {
    return identifyCaller(message, body, { ...options, service: 'kms' });
  } catch (error) {
    if (error instanceof UnknownCaller) throw new KmsError(error.code, error.message);
    throw error;
  }
}

async function perform(
  message: IncomingMessage,
  options: KmsServerOptions,
  keys: SigningKeys,
): Promise<object> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const caller = callerOf(message, body, options);
  const target = String(message.headers['x-amz-target']);
  const operation = OPERATIONS[target];
  if (!operation) throw new KmsError('UnknownOperationException', 'This operation is not offered here.');
  const find = (keyId: string): SigningKeyModel => {
    const key = options.keys.find(({ name, arn }) => keyId === name || keyId === arn);
    if (!key) throw new KmsError('NotFoundException', `Key ${keyId} does not exist.`);
    const denied = options.access?.keys(caller, target.split('.').at(-1) ?? '', key.arn);
    if (denied !== undefined) throw new KmsError('AccessDeniedException', denied);
    return key;
  };
  try {
    return operation(JSON.parse(body.toString('utf8')), keys, find);
  } catch (error) {
    if (error instanceof z.ZodError) throw new KmsError('ValidationException', error.message);
    throw error;
  }
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  options: KmsServerOptions,
  keys: SigningKeys,
): Promise<void> {
  const type = { 'content-type': 'application/x-amz-json-1.1' };
  response.setHeader('date', new Date(options.now()).toUTCString());
  try {
    const body = JSON.stringify(await perform(message, options, keys));
    response.writeHead(200, type).end(body);
  } catch (error) {
    const known = error instanceof KmsError ? error : new KmsError('KMSInternalException', String(error));
    response.writeHead(known.code === 'KMSInternalException' ? 500 : 400, type);
    response.end(JSON.stringify({ __type: known.code, message: known.message }));
  }
}

/** The two KMS operations the product uses: Sign and GetPublicKey, with keys of this machine. */
export async function startKmsServer(options: KmsServerOptions): Promise<KmsServer> {
  const keys = new SigningKeys(options.dataDir);
  const server = createServer((message, response) => void answer(message, response, options, keys));
  return await listenOnLoopback(server);
}
