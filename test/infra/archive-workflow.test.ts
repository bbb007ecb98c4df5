import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Chain, StateGraph } from 'aws-cdk-lib/aws-stepfunctions';
import { expect, it } from 'vitest';
import { archiveDefinition } from '../../infra/archive.asl.ts';
import { validateDefinition } from '../../packages/local/src/stepfunctions/definition.ts';

/** The definition as JSON, with the partition filled in. */
const definition = (): string => {
  const stack = new Stack(new App(), 'workflow');
  const fn = LambdaFunction.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:us-east-1:123456789012:function:f');
  const graph = new StateGraph(Chain.start(archiveDefinition(stack, fn)).startState, 'archive');
  const text = JSON.stringify(stack.resolve(graph.toGraphJson()));
  return text.replaceAll(
    /\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},"([^"]+)"\]\]\}/g,
    '"arn:aws$1"',
  );
};

it('the archive workflow is accepted by the local engine', () => {
  expect(() => validateDefinition(definition())).not.toThrow();
});

it('a state called Next is not: the engine takes it for a transition', () => {
  expect(() => validateDefinition(definition().replaceAll('WhatNext', 'Next'))).toThrow('Missing');
});
