import { expect, test } from '@jest/globals';
import { type AccessToken, CredentialsError } from '../../../src/oauth/token.ts';
import { AccessTokenCache } from '../../../src/runtime/conductorone/token-cache.ts';

/** Tokens that live for so many milliseconds, on a clock of their own, and how often one was asked for. */
function issued(life: number) {
  const state = { now: 0, count: 0, failure: undefined as Error | undefined };
  const request = async (): Promise<AccessToken> => {
    state.count += 1;
    await Promise.resolve();
    if (state.failure) throw state.failure;
    return { authorization: `Bearer ${state.count}`, expires: state.now + life };
  };
  return { state, tokens: new AccessTokenCache(request, () => state.now) };
}

test('a token serves until a minute before it expires', async () => {
  const { state, tokens } = issued(3_600_000);
  expect(await tokens.authorization()).toBe('Bearer 1');
  state.now = 3_539_999;
  expect(await tokens.authorization()).toBe('Bearer 1');
  state.now = 3_540_000;
  expect(await tokens.authorization()).toBe('Bearer 2');
});

test('one that lives shortly serves for half its life', async () => {
  const { state, tokens } = issued(30_000);
  await tokens.authorization();
  state.now = 14_999;
  expect(await tokens.authorization()).toBe('Bearer 1');
  state.now = 15_000;
  expect(await tokens.authorization()).toBe('Bearer 2');
});

test('callers at the same time share one request', async () => {
  const { state, tokens } = issued(3_600_000);
  expect(await Promise.all([1, 2, 3].map(() => tokens.authorization()))).toEqual(Array(3).fill('Bearer 1'));
  expect(state.count).toBe(1);
});

test('what was refused is asked for anew, once for all whom it was refused', async () => {
  const { state, tokens } = issued(3_600_000);
  const refused = await tokens.authorization();
  tokens.drop(refused);
  expect(await tokens.authorization()).toBe('Bearer 2');
  tokens.drop(refused);
  expect(await tokens.authorization()).toBe('Bearer 2');
  expect(state.count).toBe(2);
});

test('a renewal that fails leaves the old one in use until it expires', async () => {
  const { state, tokens } = issued(3_600_000);
  await tokens.authorization();
  state.failure = new Error('503');
  state.now = 3_599_999;
  expect(await tokens.authorization()).toBe('Bearer 1');
  state.now = 3_600_000;
  await expect(tokens.authorization()).rejects.toThrow('503');
  state.failure = undefined;
  expect(await tokens.authorization()).toBe('Bearer 4');
});

test('a renewal that is refused ends the use of the old one', async () => {
  const { state, tokens } = issued(3_600_000);
  await tokens.authorization();
  state.failure = new CredentialsError('refused');
  state.now = 3_550_000;
  await expect(tokens.authorization()).rejects.toThrow('refused');
});
