import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { openTenantAccess } from '@xuncha/store';
import { setting } from '../environment.ts';
import { createSendMessage } from './send-message.ts';

const access = openTenantAccess('notify', setting('TENANT_ROLE_ARN'), setting('TABLE_NAME'));
const from = process.env.MAIL_FROM;
const ses = new SESv2Client({});

/** Milliseconds; a robot that does not answer in this time is taken for one that refuses. */
const PATIENCE_MS = 10_000;

export const handler = createSendMessage({
  tableOf: (tenantId) => access.tableFor({ tenantId }),
  channels: {
    ...(from
      ? {
          mail: async (to: string, subject: string, text: string): Promise<void> => {
            await ses.send(
              new SendEmailCommand({
                FromEmailAddress: from,
                Destination: { ToAddresses: [to] },
                Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } } },
              }),
            );
          },
        }
      : {}),
    post: async (url, body) => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (!answer.ok) throw new Error(`robot answered ${answer.status}`);
    },
  },
});
