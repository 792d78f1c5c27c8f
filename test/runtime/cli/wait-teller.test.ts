import { expect, test } from '@jest/globals';
import { WaitReporter } from '../../../src/runtime/cli/wait-reporter.ts';

const minute = 60_000;

function teller() {
  const told: string[] = [];
  const seen: unknown[] = [];
  const other = {
    answered: (status: unknown) => void seen.push(status),
    retried: () => void seen.push('retried'),
    waited: (milliseconds: number, why: string) => void seen.push([milliseconds, why]),
  };
  return { told, seen, teller: new WaitReporter((message) => void told.push(message), other) };
}

test('a wait of a minute is told, with its reason', () => {
  const { told, teller: wait } = teller();
  wait.waited(minute, 'GET /x: Confluence answers 429');
  expect(told).toEqual(['Waiting for Confluence, 60 s: GET /x: Confluence answers 429.']);
});

test('many short waits are told once they come to a minute, and again after the next one', () => {
  const { told, teller: wait } = teller();
  for (let count = 0; count < 13; count += 1) wait.waited(10_000, '429');
  expect(told).toEqual(Array(2).fill('Waiting for Confluence, 60 s: 429.'));
});

test('waits with answers between them are not', () => {
  const { told, teller: wait } = teller();
  for (let count = 0; count < 20; count += 1) {
    wait.waited(50_000, '429');
    wait.answered(200);
  }
  expect(told).toEqual([]);
});

test('others learn of everything', () => {
  const { seen, teller: wait } = teller();
  wait.answered(429);
  wait.waited(5, '429');
  wait.retried();
  wait.answered('network');
  expect(seen).toEqual([429, [5, '429'], 'retried', 'network']);
});
