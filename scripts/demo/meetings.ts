import { addCalendarDays } from '@xuncha/domain';
import type { ClientOf } from './progress.ts';

const TENANT = 'bhcyc';

/** A meeting with an action that is still open, a leader's instruction, and a question to HQ's department (F05, A05, F09). */
export const keepMeetings = async (clientOf: ClientOf, findingId: string, today: string): Promise<void> => {
  const office = clientOf('bhcyc-office');
  const params = { tenantId: TENANT };
  const { data } = await office.call('tenants.get', { params });
  const departmentId = data.departments.find(({ name }) => name === '党群工作部')?.id ?? '';
  await office.call('unitMeetings.record', {
    params,
    body: {
      title: '整改推进协调会（第二次）',
      type: 'coordination',
      date: today,
      place: '厂部二楼会议室',
      attendees: ['陶启正', '段承业', '何静怡'],
      agenda: [{ title: '听取第1号问题整改进展', findingIds: [findingId] }],
      conclusions: '制度修订稿须在本月内完成征求意见，由党群工作部牵头。',
      actions: [
        {
          what: '完成中心组学习制度修订稿征求意见并报党委会',
          departmentId,
          due: addCalendarDays(today, 14),
          findingIds: [findingId],
        },
      ],
    },
  });
  await office.call('instructions.record', {
    params,
    body: {
      leader: '党委书记',
      date: today,
      what: '理论学习问题要抓紧整改，每周报告一次进展。',
      departmentId,
      due: addCalendarDays(today, 7),
      findingIds: [findingId],
    },
  });
  await clientOf('bhcyc-dangqun').call('help.ask', {
    params: { tenantId: TENANT, findingId },
    body: { kind: 'guidance', target: 'group', question: '网络学习能否计入中心组集中学习次数？' },
  });
};
