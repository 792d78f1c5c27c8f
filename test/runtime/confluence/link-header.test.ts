import { expect, test } from '@jest/globals';
import { nextOf } from '../../../src/runtime/confluence/link-header.ts';

test.each([
  ['</a?cursor=b>; rel="next"', '/a?cursor=b'],
  ['</a>; rel=next', '/a'],
  ['</a>;REL="Next"', '/a'],
  ['</a> ; title="x" ; rel = "next"', '/a'],
  ['</first>; rel="prev", </a,b;c>; rel="next"', '/a,b;c'],
  ['</a>; rel="last next"', '/a'],
  [['</first>; rel="first"', '</a>; rel="next"'], '/a'],
  ['</a>; rel="prev"', undefined],
  ['</a>; rel="nextpage"', undefined],
  ['</a>; title="rel=next"', undefined],
  ['nonsense; rel=next', undefined],
  ['', undefined],
  [undefined, undefined],
])('%j leads to %j', (header, next) => expect(nextOf(header)).toBe(next));
