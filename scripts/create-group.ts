import { readFile } from 'node:fs/promises';
import { createDynamoClient, openTable } from '@xuncha/store';
import { z } from 'zod';
import { createGroup } from '../functions/provisioning/create-group.ts';

const USAGE = `TABLE_NAME=<表名> HQ_TENANT=<集团代码> npm run create-group -- <文件.json>
文件内容：{"name": "集团公司", "departments": [{"name": "巡察办公室"}], "routing": {"合同管理": "企管法规部"},
          "admin": {"login": "身份提供方中的登录名", "name": "姓名"}}`;

interface Draft {
  readonly name: string;
  readonly children?: readonly Draft[];
}
const department: z.ZodType<Draft> = z.lazy(() =>
  z.object({ name: z.string(), children: z.array(department).optional() }),
);
const group = z.object({
  name: z.string().trim().min(1),
  departments: z.array(department),
  routing: z.record(z.string(), z.string()).default({}),
  admin: z.object({ login: z.string().trim().min(1), name: z.string().trim().min(1) }),
});

/**
 * Founds the group of a new deployment: HQ's tenant and its first administrator, who does everything else in the web
 * page. Needs credentials that may write to the table; running it again changes nothing.
 */
const [file] = process.argv.slice(2);
const { TABLE_NAME, HQ_TENANT } = process.env;
if (!file || !TABLE_NAME || !HQ_TENANT) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(1);
}
const input = group.parse(JSON.parse(await readFile(file, 'utf8')));
const table = openTable(createDynamoClient(), TABLE_NAME);
const founded = await createGroup(table, { tenantId: HQ_TENANT, ...input }, new Date().toISOString());
if (!founded.ok) {
  process.stderr.write(`${founded.error.message}（${founded.error.field ?? founded.error.code}）\n`);
  process.exit(1);
}
process.stdout.write(
  founded.value ? `已建立：${input.name}（${HQ_TENANT}）\n` : `${HQ_TENANT} 已经存在，未作改动。\n`,
);
