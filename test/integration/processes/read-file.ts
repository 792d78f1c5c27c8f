import { C1zReader } from '../../../src/runtime/c1z/reader.ts';

// A program for the tests: reads the .c1z file at `path` so many `times`, and says so before each.

const [path = '', times] = process.argv.slice(2);

for (let time = 0; time < Number(times); time++) {
  process.stdout.write('reading\n');
  const reader = await C1zReader.open(path);
  await reader.close();
}
