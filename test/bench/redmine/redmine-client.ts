/** The requests of `bench:api` as Redmine answers them. */

interface Target {
  readonly url: string;
  readonly key: string;
  readonly issues: number;
}

type Work = (run: number) => Promise<unknown>;

/** States that leave an issue open, as Redmine's default data numbers them: New, In Progress, Resolved, Feedback. */
const OPEN_STATES = 4;
const IN_PROGRESS = 2;

const today = (): string => new Date().toISOString().slice(0, 10);

/** What is asked, by the names of our own operations. */
export const redmineClient = ({ url, key, issues }: Target) => {
  const call = async (path: string, method = 'GET', body?: object): Promise<void> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'X-Redmine-API-Key': key, 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`Redmine answered ${response.status} to ${method} ${path}`);
  };
  const issueOf = (run: number): number => 1 + ((run * 97) % issues);
  const list = (query: string): Promise<void> => call(`/issues.json?project_id=beihe&limit=50&${query}`);
  const reads: Readonly<Record<string, Work>> = {
    'get a finding': (run) => call(`/issues/${issueOf(run)}.json?include=journals,attachments`),
    'list by state (50)': () => list(`status_id=${IN_PROGRESS}`),
    'list overdue (50)': () => list(`status_id=open&due_date=${encodeURIComponent(`<=${today()}`)}`),
  };
  const commands: Readonly<Record<string, Work>> = {
    'create (add a measure)': (run) =>
      call('/issues.json', 'POST', {
        issue: { project_id: 'beihe', tracker_id: 1, subject: `每季度开展一次采购专项检查 ${run}` },
      }),
    'transition (report progress)': (run) =>
      call(`/issues/${issueOf(run)}.json`, 'PUT', {
        issue: { status_id: 1 + (run % OPEN_STATES), done_ratio: run % 100, notes: '正在按计划推进。' },
      }),
  };
  return { reads, commands, listByState: () => list(`status_id=${IN_PROGRESS}`) };
};
