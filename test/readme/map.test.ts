import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const map = readFileSync(join(root, 'src', 'README.md'), 'utf8');
const named = Array.from(map.matchAll(/`([\w.-]+)`/g), ([, name]) => name);

test('the map of src names each of its rooms', () => {
  const rooms = readdirSync(join(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(rooms.length).toBeGreaterThan(10);
  expect(rooms.filter((name) => !named.includes(name))).toEqual([]);
});

test('what the map of src names is there', () => {
  const paths = Array.from(map.matchAll(/`([\w.-]+(?:\/[\w.-]+)+)`/g), ([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(20);
  const places = (path: string) => [join(root, 'src', path), join(root, path)];
  expect(paths.filter((path) => !places(path).some(existsSync))).toEqual([]);
});
