import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ofType, synthesise } from './synthesise.ts';

const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const TASKS = 'Tasks without an alarm';
const entries = [...runbook.matchAll(/^## (.+)$/gm)]
  .map(([, heading]) => heading)
  .filter((name) => name !== TASKS);

const alarms = ofType(synthesise('prod'), 'AWS::CloudWatch::Alarm').map(({ logicalId, Properties }) => ({
  name: logicalId.replace(/[0-9A-F]{8}$/, ''),
  ...z
    .looseObject({
      AlarmDescription: z.string(),
      AlarmActions: z.array(z.json()),
      TreatMissingData: z.string(),
    })
    .parse(Properties),
}));
const entryOf = (description: string) => /docs\/runbook\.md#([a-z0-9-]+)$/.exec(description)?.[1];

describe('alarms', () => {
  test.each(alarms)('$name notifies somebody and has a runbook entry', (alarm) => {
    expect(alarm.AlarmActions).toHaveLength(1);
    expect(entries).toContain(entryOf(alarm.AlarmDescription));
  });

  test('every runbook entry belongs to an alarm', () => {
    const used = new Set(alarms.map(({ AlarmDescription }) => entryOf(AlarmDescription)));
    expect(entries.filter((entry) => !used.has(entry))).toEqual([]);
  });

  test('cover every function, queue, consumer and machine', () => {
    const names = new Set(alarms.map(({ name }) => name));
    const functions = ofType(synthesise('prod'), 'AWS::Lambda::Function')
      .map(({ logicalId }) => logicalId.replace(/[0-9A-F]{8}$/, ''))
      .filter((name) => !/^(Custom|BucketNot)/.test(name));
    const queues = ofType(synthesise('prod'), 'AWS::SQS::Queue').length;
    const expected = [
      'Api5xx',
      ...functions.flatMap((name) => [`${name}Errors`, `${name}Throttles`]),
      ...['Relay', 'Projections', 'RunJob', 'PackFinding', 'SendMessage'].map((name) => `${name}Lag`),
      ...['Closeout', 'Provisioning', 'ArchiveExport'].flatMap((name) => [
        `${name}Failed`,
        `${name}TimedOut`,
      ]),
    ];
    expect(expected.filter((name) => !names.has(name))).toEqual([]);
    expect([...names].filter((name) => name.endsWith('DeadLetters'))).toHaveLength(queues);
  });

  test('the runbook names every function it explains', () => {
    const table = runbook.slice(
      runbook.indexOf('## function-errors'),
      runbook.indexOf('## function-throttles'),
    );
    const watched = alarms.filter(({ name }) => name.endsWith('Errors')).map(({ name }) => name.slice(0, -6));
    expect(watched.filter((name) => !table.includes(name))).toEqual([]);
  });
});
