import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import type { AccessControl } from '../iam/access-control.ts';
import { identifyCaller, UnknownCaller } from '../iam/identify-caller.ts';
import { type LoopbackServer, listenOnLoopback } from '../loopback-server.ts';
import type { CredentialStore } from '../sts/credentials.ts';

export type SesServer = LoopbackServer;

export interface SesServerOptions {
  readonly dataDir: string;
  readonly credentials: CredentialStore;
  readonly region: string;
  readonly now: () => number;
  readonly access?: AccessControl;
}

const sendRequest = z.looseObject({
  FromEmailAddress: z.string(),
  Destination: z.looseObject({ ToAddresses: z.array(z.string()).length(1) }),
  Content: z.looseObject({
    Simple: z.looseObject({
      Subject: z.looseObject({ Data: z.string() }),
      Body: z.looseObject({ Text: z.looseObject({ Data: z.string() }) }),
    }),
  }),
});
type SendRequest = z.output<typeof sendRequest>;

const encoded = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

/** A mail as any mail program opens it (RFC 5322, UTF-8 in base64). */
const mailText = ({ FromEmailAddress, Destination, Content }: SendRequest, now: number): string =>
  [
    `From: ${FromEmailAddress}`,
    `To: ${Destination.ToAddresses[0]}`,
    `Subject: ${encoded(Content.Simple.Subject.Data)}`,
    `Date: ${new Date(now).toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    (
      Buffer.from(Content.Simple.Body.Text.Data)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    ).join('\r\n'),
    '',
  ].join('\r\n');

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  options: SesServerOptions,
): Promise<void> {
  const say = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  try {
    const body = await bodyOf(message);
    const caller = identifyCaller(message, body, { ...options, service: 'ses' });
    if (message.method !== 'POST' || message.url !== '/v2/email/outbound-emails')
      return say(404, { __type: 'NotFoundException', message: 'This operation is not offered here.' });
    const request = sendRequest.parse(JSON.parse(body.toString('utf8')));
    const denied = options.access?.mail(caller, request.FromEmailAddress);
    if (denied !== undefined) return say(403, { __type: 'AccessDeniedException', message: denied });
    const MessageId = randomUUID();
    const folder = join(options.dataDir, 'mail');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${MessageId}.eml`), mailText(request, options.now()));
    say(200, { MessageId });
  } catch (error) {
    if (error instanceof UnknownCaller) return say(403, { __type: error.code, message: error.message });
    const type = error instanceof z.ZodError ? 'BadRequestException' : 'InternalServiceErrorException';
    say(error instanceof z.ZodError ? 400 : 500, { __type: type, message: String(error) });
  }
}

/** The one operation of SES that the product uses: each mail becomes a file in the data directory's `mail` folder. */
export async function startSesServer(options: SesServerOptions): Promise<SesServer> {
  const server = createServer((message, response) => void answer(message, response, options));
  return await listenOnLoopback(server);
}
