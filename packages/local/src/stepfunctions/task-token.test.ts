import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TaskTokens } from './task-token.ts';

const tokens = new TaskTokens(randomBytes(32));

describe('a task token', () => {
  it('carries its address and is never the same twice', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), fc.nat(2 ** 31 - 1), (execution, frame) => {
        const token = tokens.mint({ execution, frame });
        expect(tokens.address(token)).toEqual({ execution, frame });
        expect(tokens.mint({ execution, frame })).not.toBe(token);
      }),
    );
  });

  it('is refused with one character changed, cut, lengthened, or from another directory', () => {
    const token = tokens.mint({ execution: 7, frame: 0 });
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'x' ? 'y' : 'x';
      expect(tokens.address(token.slice(0, at) + other + token.slice(at + 1))).toBeUndefined();
    }
    expect(tokens.address(token.slice(1))).toBeUndefined();
    expect(tokens.address(`${token}A`)).toBeUndefined();
    expect(tokens.address(` ${token}`)).toBeUndefined();
    expect(new TaskTokens(randomBytes(32)).address(token)).toBeUndefined();
  });
});
