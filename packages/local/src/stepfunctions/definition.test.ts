import { describe, expect, it } from 'vitest';
import { closeoutChain } from './closeout-chain.fixture.ts';
import { compileDefinition, type JsonObject, taskService, validateDefinition } from './definition.ts';

const FUNCTION = 'arn:aws-cn:lambda:cn-north-1:123456789012:function:work';

function machine(state: JsonObject, extra: JsonObject = {}): string {
  return JSON.stringify({ StartAt: 'A', States: { A: state }, ...extra });
}

describe('validateDefinition', () => {
  it('accepts the close-out chain in both partitions', () => {
    for (const partition of ['aws', 'aws-cn']) {
      expect(() => validateDefinition(JSON.stringify(closeoutChain(partition)))).not.toThrow();
    }
  });

  const task = { Type: 'Task', Resource: FUNCTION, End: true };
  const body = { StartAt: 'X', States: { X: { Type: 'Pass', End: true } } };
  it.each<[string, string]>([
    ['JSONata', machine(task, { QueryLanguage: 'JSONata' })],
    ['JSONata', machine({ Type: 'Pass', QueryLanguage: 'JSONata', End: true })],
    ['is not offered', machine({ ...task, Resource: 'arn:aws:states:::sqs:sendMessage' })],
    ['is not offered', machine({ ...task, Resource: 'arn:aws:states:::lambda:invoke.sync' })],
    [
      'InvocationType',
      machine({
        ...task,
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: FUNCTION, InvocationType: 'Event' },
      }),
    ],
    [
      'distributed',
      machine({
        Type: 'Map',
        End: true,
        ItemProcessor: { ...body, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
      }),
    ],
    ['JSONata', machine({ Type: 'Parallel', End: true, Branches: [{ ...body, QueryLanguage: 'JSONata' }] })],
    ['invalid', machine({ Type: 'Pass', Next: 'Nowhere' })],
    ['invalid', machine({ Type: 'Pass', InputPath: 'no path', End: true })],
    ['invalid', JSON.stringify({ StartAt: 'Z', States: { A: { Type: 'Succeed' } } })],
  ])('refuses: %s (%s)', (complaint, definition) => {
    expect(() => validateDefinition(definition)).toThrow(complaint);
  });
});

describe('taskService', () => {
  it.each([
    ['arn:aws:states:::lambda:invoke', { style: 'invoke', partition: 'aws' }],
    ['arn:aws-cn:states:::lambda:invoke.waitForTaskToken', { style: 'token', partition: 'aws-cn' }],
    [FUNCTION, { style: 'function', partition: 'aws-cn' }],
    [`${FUNCTION}:live`, { style: 'function', partition: 'aws-cn' }],
    ['arn:aws:states:::dynamodb:getItem', undefined],
  ])('%s', (resource, expected) => {
    expect(taskService(resource)).toEqual(expected);
  });
});

describe('compileDefinition', () => {
  it('moves context paths, not texts that look like them', () => {
    const compiled = compileDefinition(
      machine({
        Type: 'Pass',
        InputPath: '$$.Execution.Input',
        Parameters: {
          'a.$': "States.Format('$$ {}', $$.State.Name)",
          note: '$$.Execution',
          deep: [{ 'b.$': '$$' }],
        },
        End: true,
      }),
    );
    expect(compiled.States.A).toEqual({
      Type: 'Pass',
      InputPath: '$$.Whole.Execution.Input',
      Parameters: {
        'a.$': "States.Format('$$ {}', $$.Whole.State.Name)",
        note: '$$.Execution',
        deep: [{ 'b.$': '$$.Whole' }],
      },
      End: true,
    });
  });

  it('turns a negative type test round, at any depth', () => {
    const rule: JsonObject = {
      And: [
        { Variable: '$.x', IsPresent: true },
        { Variable: '$.x', IsNull: false },
      ],
      Next: 'A',
    };
    const compiled = compileDefinition(machine({ Type: 'Choice', Choices: [rule] }));
    expect(compiled.States.A).toMatchObject({
      Choices: [
        {
          And: [{ Variable: '$.x', IsPresent: true }, { Not: { Variable: '$.x', IsNull: true } }],
          Next: 'A',
        },
      ],
    });
  });

  it('drops paths that mean the whole', () => {
    const whole = { InputPath: '$', ResultPath: '$', OutputPath: '$' };
    const compiled = compileDefinition(machine({ Type: 'Pass', ...whole, End: true }));
    expect(compiled.States.A).toEqual({ Type: 'Pass', End: true });
  });
});
