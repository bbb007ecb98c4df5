import { fail, ok, type Result } from '../result.ts';

/** Group robots that take a message by HTTPS. The host is fixed: an address of ours can't be made to call anywhere else. */
export const ROBOTS = {
  wecom: { title: '企业微信', host: 'qyapi.weixin.qq.com', path: '/cgi-bin/webhook/send' },
  dingtalk: { title: '钉钉', host: 'oapi.dingtalk.com', path: '/robot/send' },
  feishu: { title: '飞书', host: 'open.feishu.cn', path: '/open-apis/bot/v2/hook/' },
} as const;
export type RobotKind = keyof typeof ROBOTS;
export const ROBOT_KINDS = Object.keys(ROBOTS) as readonly RobotKind[];

/** A robot of a unit: where its messages go. The address holds the robot's key and is never shown again. */
export interface Webhook {
  readonly id: string;
  readonly kind: RobotKind;
  readonly url: string;
  /** What people call the group it writes to. */
  readonly name: string;
}

/** Is this the address of such a robot, and of nothing else? */
export const checkRobotUrl = (kind: RobotKind, url: string): Result<true> => {
  const { host, path, title } = ROBOTS[kind];
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const right =
    parsed?.protocol === 'https:' &&
    parsed.host === host &&
    parsed.pathname.startsWith(path) &&
    !parsed.username &&
    !parsed.hash;
  return right
    ? ok(true)
    : fail('invalid', 'webhook_url', `请粘贴${title}群机器人的完整地址，以 https://${host}${path} 开头。`, {
        field: 'url',
      });
};

/** What a robot is told: text in the form its service takes. */
export const robotMessage = (kind: RobotKind, text: string): unknown =>
  kind === 'feishu' ? { msg_type: 'text', content: { text } } : { msgtype: 'text', text: { content: text } };

/** The day in one message to a group: counts, no names and no wording. */
export const dailySummary = (day: {
  readonly unit: string;
  readonly today: string;
  readonly overdue: number;
  readonly soon: number;
}): string | undefined =>
  day.overdue + day.soon === 0
    ? undefined
    : `${day.unit}巡察整改 ${day.today}：今日新增逾期提醒${day.overdue}项，临近期限${day.soon}项，请有关责任部门登录巡察整改云办理。`;
