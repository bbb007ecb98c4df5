import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AccessControl, areTagsValid, sessionArn } from '../iam/access-control.ts';
import { identifyCaller, UnknownCaller } from '../iam/identify-caller.ts';
import { type LoopbackServer, listenOnLoopback } from '../loopback-server.ts';
import type { CredentialStore, IssuedCredentials, Principal } from './credentials.ts';

export type StsServer = LoopbackServer;

export interface StsServerOptions {
  readonly credentials: CredentialStore;
  readonly accountId: string;
  readonly port: number;
  readonly region: string;
  readonly now: () => number;
  /** Decides who may take which role; without it every known caller may take any. */
  readonly access?: AccessControl;
}

const XML_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
/** Bounds of STS: a quarter of an hour to twelve hours, one hour by default. */
const [SHORTEST_S, LONGEST_S, DEFAULT_S] = [900, 43_200, 3_600];

class StsError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

/** `Tags.member.1.Key=…&Tags.member.1.Value=…` */
function readTags(form: URLSearchParams): Record<string, string> {
  const tags: [string, string][] = [];
  for (let at = 1; form.has(`Tags.member.${at}.Key`); at += 1) {
    tags.push([form.get(`Tags.member.${at}.Key`) ?? '', form.get(`Tags.member.${at}.Value`) ?? '']);
  }
  if (!areTagsValid(tags)) throw new StsError('ValidationError', 'A tag is too long, doubled or malformed.');
  return Object.fromEntries(tags);
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (!value) throw new StsError('ValidationError', `${name} is missing.`);
  return value;
}

function renderCredentials(issued: IssuedCredentials): string {
  return element(
    'Credentials',
    element('AccessKeyId', issued.accessKeyId) +
      element('SecretAccessKey', issued.secretAccessKey) +
      element('SessionToken', issued.sessionToken) +
      element('Expiration', new Date(issued.expiresAt).toISOString()),
  );
}

function assumeRole(form: URLSearchParams, caller: Principal, options: StsServerOptions): string {
  const { access, credentials } = options;
  const seconds = Number(form.get('DurationSeconds') ?? DEFAULT_S);
  if (!(seconds >= SHORTEST_S && seconds <= LONGEST_S)) {
    throw new StsError('ValidationError', `DurationSeconds must lie between ${SHORTEST_S} and ${LONGEST_S}.`);
  }
  const principal: Principal = {
    roleArn: required(form, 'RoleArn'),
    sessionName: required(form, 'RoleSessionName'),
    tags: readTags(form),
  };
  const denied = access?.assumeRole(caller, principal);
  if (denied !== undefined) throw new StsError('AccessDenied', denied, 403);
  const issued = credentials.assumeRole(principal, seconds);
  const user =
    element('Arn', escapeXml(sessionArn(principal))) +
    element('AssumedRoleId', escapeXml(`${issued.accessKeyId}:${principal.sessionName}`));
  return renderCredentials(issued) + element('AssumedRoleUser', user);
}

function callerOf(message: IncomingMessage, body: Buffer, options: StsServerOptions): Principal {
  try {
    return identifyCaller(message, body, { ...options, service: 'sts' });
  } catch (error) {
    if (!(error instanceof UnknownCaller)) throw error;
    throw new StsError('InvalidClientTokenId', error.message, 403);
  }
}

async function perform(message: IncomingMessage, options: StsServerOptions): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const form = new URLSearchParams(body.toString('utf8'));
  const action = form.get('Action') ?? '';
  const principal = callerOf(message, body, options);
  const result = ((): string => {
    switch (action) {
      case 'AssumeRole':
        return assumeRole(form, principal, options);
      case 'GetCallerIdentity':
        return (
          element('Arn', escapeXml(sessionArn(principal))) +
          element('UserId', escapeXml(principal.sessionName)) +
          element('Account', options.accountId)
        );
      default:
        throw new StsError('InvalidAction', `Could not find operation ${action}.`);
    }
  })();
  const metadata = element('ResponseMetadata', element('RequestId', randomUUID()));
  return `<${action}Response xmlns="${XML_NAMESPACE}">${element(`${action}Result`, result)}${metadata}</${action}Response>`;
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  options: StsServerOptions,
): Promise<void> {
  response.setHeader('date', new Date(options.now()).toUTCString());
  try {
    const body = await perform(message, options);
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(body);
  } catch (error) {
    const known = error instanceof StsError ? error : new StsError('InternalFailure', String(error), 500);
    response.writeHead(known.status, { 'content-type': 'text/xml' });
    const detail =
      element('Type', known.status < 500 ? 'Sender' : 'Receiver') +
      element('Code', known.code) +
      element('Message', escapeXml(known.message));
    response.end(
      `<ErrorResponse xmlns="${XML_NAMESPACE}">${element('Error', detail)}${element('RequestId', randomUUID())}</ErrorResponse>`,
    );
  }
}

/** The two STS operations the product uses: AssumeRole with session tags, and GetCallerIdentity. */
export async function startStsServer(options: StsServerOptions): Promise<StsServer> {
  const server = createServer((message, response) => void answer(message, response, options));
  return await listenOnLoopback(server, options.port);
}
