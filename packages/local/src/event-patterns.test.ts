import { describe, expect, it } from 'vitest';
import { compilePattern } from './event-patterns.ts';

const RECORD = {
  eventName: 'INSERT',
  dynamodb: { NewImage: { pk: { S: 'T#hq#FND#1' }, n: { N: '7' }, tags: ['a', 'b'] } },
};

describe('event patterns', () => {
  it.each([
    ['a listed value', { eventName: ['INSERT', 'MODIFY'] }, true],
    ['another value', { eventName: ['REMOVE'] }, false],
    ['a prefix', { dynamodb: { NewImage: { pk: { S: [{ prefix: 'T#hq#' }] } } } }, true],
    ['a suffix', { dynamodb: { NewImage: { pk: { S: [{ suffix: '#2' }] } } } }, false],
    ['presence', { dynamodb: { NewImage: { pk: { S: [{ exists: true }] } } } }, true],
    ['absence', { dynamodb: { OldImage: { pk: { S: [{ exists: false }] } } } }, true],
    ['anything but a value', { eventName: [{ 'anything-but': ['REMOVE'] }] }, true],
    ['anything but a prefix', { eventName: [{ 'anything-but': { prefix: 'INS' } }] }, false],
    ['anything but, of what is not there', { missing: [{ 'anything-but': 'x' }] }, false],
    ['a range of numbers', { dynamodb: { NewImage: { n: { N: [{ numeric: ['>', 5, '<=', 7] }] } } } }, true],
    ['a number outside the range', { dynamodb: { NewImage: { n: { N: [{ numeric: ['<', 7] }] } } } }, false],
    ['case left aside', { eventName: [{ 'equals-ignore-case': 'insert' }] }, true],
    ['one element of an array', { dynamodb: { NewImage: { tags: ['b'] } } }, true],
    ['all fields at once', { eventName: ['INSERT'], missing: ['x'] }, false],
    ['one of two branches', { $or: [{ missing: ['x'] }, { eventName: ['INSERT'] }] }, true],
  ])('match %s', (_case, pattern, expected) => {
    expect(compilePattern(JSON.stringify(pattern))(RECORD)).toBe(expected);
  });

  it('refuse an operator they do not know instead of matching everything', () => {
    expect(() => compilePattern('{"a":[{"cidr":"10.0.0.0/8"}]}')).toThrow(/cidr/);
    expect(() => compilePattern('{"a":"b"}')).toThrow(/array/);
  });
});
