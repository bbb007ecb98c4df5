import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { CloudHooks, Fault, FaultService } from './hooks.ts';
import { listenOnLoopback } from './loopback-server.ts';
import { pause } from './processes.ts';

export interface FaultProxy {
  readonly url: string;
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  readonly service: Exclude<FaultService, 'dynamodb'>;
  readonly target: string;
  readonly fault: NonNullable<CloudHooks['fault']>;
  readonly port: number;
}

/** What a request does, as a test names it: `StartExecution`, or `PUT object` with S3's subresource behind it. */
function operationOf(service: FaultProxyOptions['service'], message: IncomingMessage): string {
  if (service === 'stepfunctions')
    return (
      String(message.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ?? ''
    );
  const url = new URL(message.url ?? '/', 'http://localhost');
  const kind = url.pathname.split('/').filter(Boolean).length > 1 ? 'object' : 'bucket';
  const part = ['uploads', 'uploadId', 'retention', 'legal-hold'].find((name) => url.searchParams.has(name));
  return [message.method, kind, part].filter(Boolean).join(' ');
}

interface Refusal {
  readonly status: number;
  readonly code: string;
}

const REFUSALS: Readonly<Record<FaultProxyOptions['service'], Record<'throttle' | 'server-error', Refusal>>> =
  {
    s3: {
      throttle: { status: 503, code: 'SlowDown' },
      'server-error': { status: 500, code: 'InternalError' },
    },
    stepfunctions: {
      throttle: { status: 400, code: 'ThrottlingException' },
      'server-error': { status: 500, code: 'InternalFailure' },
    },
  };

function refuse(
  service: FaultProxyOptions['service'],
  kind: 'throttle' | 'server-error',
  response: ServerResponse,
): void {
  const { status, code } = REFUSALS[service][kind];
  const message = 'Injected fault.';
  const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(status, {
    'content-type': service === 's3' ? 'application/xml' : 'application/x-amz-json-1.0',
    connection: 'close',
  });
  response.end(service === 's3' ? xml : JSON.stringify({ __type: code, message }));
}

/**
 * Stands in front of an engine and lets a test's faults happen to it. Only mounted when a test asks for faults; the
 * Host header passes unchanged, because signatures cover it.
 */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const target = new URL(options.target);
  const agent = new Agent({ keepAlive: true });

  function forward(message: IncomingMessage, response: ServerResponse, loseAnswer: boolean): void {
    const outgoing = request(
      {
        host: target.hostname,
        port: target.port,
        method: message.method,
        path: message.url,
        headers: message.headers,
        setHost: false,
        agent,
      },
      (incoming) => {
        if (loseAnswer) {
          incoming.resume();
          incoming.once('end', () => response.destroy());
          return;
        }
        response.writeHead(incoming.statusCode ?? 502, incoming.headers);
        incoming.pipe(response);
      },
    );
    outgoing.once('error', () => response.destroy());
    message.pipe(outgoing);
  }

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault: Fault | undefined = options.fault({
      service: options.service,
      operation: operationOf(options.service, message),
    });
    switch (fault?.kind) {
      case 'throttle':
      case 'server-error':
        message.resume();
        refuse(options.service, fault.kind, response);
        return;
      case 'timeout':
        if (fault.afterEffect) forward(message, response, true);
        else response.destroy();
        return;
      case 'delay':
        await pause(fault.milliseconds);
        break;
      default:
        break;
    }
    forward(message, response, false);
  }

  const server = createServer((message, response) => void serve(message, response));
  const listening = await listenOnLoopback(server, options.port);
  return {
    url: listening.url,
    async close() {
      await listening.close();
      agent.destroy();
    },
  };
}
