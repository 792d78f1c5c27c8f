import { C1zWriter } from '../../../src/runtime/c1z/writer.ts';
import { entitlement, grant, group, space, spaceType, user } from '../../runtime/c1z/sample.ts';

// A program for the tests: writes syncs in which one group of `users` members is granted `permissions`
// entitlements, into the file at `path`, so many `times`. Says so before each, and at the end its peak memory in KiB.

const [path = '', users, permissions, times] = process.argv.slice(2);

const staff = group('staff');
const member = entitlement(staff, 'member');

function* grants() {
  for (let number = 0; number < Number(users); number++) yield grant(member, user(`user-${number}`));
}

try {
  for (let time = 0; time < Number(times); time++) {
    const writer = await C1zWriter.create(path);
    try {
      process.stdout.write('writing\n');
      writer.addResourceTypes([spaceType]);
      writer.addEntitlements([member]);
      writer.addGrants(grants());
      for (let number = 0; number < Number(permissions); number++) {
        const read = entitlement(space(`space-${number}`), 'read', { description: 'Can read. '.repeat(20) });
        writer.addEntitlements([read]);
        writer.addGrants([grant(read, staff)]);
      }
      await writer.complete();
      await writer.save();
    } finally {
      await writer.abort();
    }
  }
  process.stdout.write(`${process.resourceUsage().maxRSS}\n`);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? `${error.name} ${error.message}` : error}\n`);
  process.exitCode = 1;
}
