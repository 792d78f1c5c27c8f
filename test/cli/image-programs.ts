import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { threeWays, type Workspace, workspace } from './workspace.ts';

/** A configuration that asks for the project's own image. */
export const bundled = threeWays.replaceAll('public.ecr.aws/conductorone/baton-confluence:1.2.3', 'bundled');

/** Arguments that build the image and push it. */
export const push = ['image', 'build', '--push', '--tag', 'registry.acme.com/confluence-sync'];

/** A workspace whose PATH has these programs only, each a script of the shell's own commands. */
export async function withPrograms(
  programs: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Promise<Workspace> {
  const scripts = Object.entries(programs).map(([name, script]) => [`bin/${name}`, `#!/bin/sh\n${script}\n`]);
  const made = await workspace({ ...files, ...Object.fromEntries(scripts) }, { PATH: 'bin' });
  for (const [script = ''] of scripts) await chmod(join(made.folder, script), 0o755);
  return made;
}
