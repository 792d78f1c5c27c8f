import { cp, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { cloud, who } from '../../cli/init/init-files.ts';
import { workspace } from '../../cli/workspace.ts';
import { root } from '../../support/synth.ts';

describe('the schema that init names', () => {
  test.each([
    ['connector.yaml', 'stacks/connector.schema.json'],
    ['prod/eu/connector.yaml', '../../stacks/connector.schema.json'],
    ['stacks/mine.yaml', 'connector.schema.json'],
  ])('is named by %s of its project as %s', async (out, schema) => {
    const { shell, files, folder } = await workspace({ 'project/prod/eu/README.md': '' });
    for (const part of ['src', 'stacks', 'package.json']) {
      await cp(join(root, part), join(folder, 'project', part), { recursive: true });
    }
    await symlink(join(root, 'node_modules'), join(folder, 'project', 'node_modules'));
    const line = `cd project && "$NODE" src/cli/bin.cjs init ${who.join(' ')} --hosting cloud --out ${out}`;
    expect(await shell(line)).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await files()).get(`project/${out}`)).toBe(`# yaml-language-server: $schema=${schema}\n${cloud}`);
  });
});
