import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { execa } from 'execa';
import { main } from '../../src/cli/main.ts';
import { exampleFile } from '../../src/config/loading/find.ts';
import { filesBelow, temporaryFolder } from '../support/files.ts';
import { type Ended, runHere } from '../support/in-process.ts';

export const command = join(import.meta.dirname, '..', '..', 'src', 'cli', 'bin.cjs');

/** A folder of its own with the command run in it: no terminal, no environment but what is given. */
export interface Workspace {
  readonly folder: string;
  /** The example as seen from the folder. */
  readonly example: string;
  run(...args: readonly string[]): Promise<Ended>;
  /** Runs a line of shell, in which `CMD` is the command. */
  shell(line: string): Promise<Ended>;
  write(file: string, content: string): Promise<void>;
  /** Every file by its path. */
  files(): Promise<ReadonlyMap<string, string>>;
}

type Texts = Readonly<Record<string, string>>;

/** A new workspace that holds these files. */
export async function workspace(files: Texts = {}, environment: Texts = {}): Promise<Workspace> {
  const folder = await realpath(await temporaryFolder());
  const spawn = async (file: string, args: readonly string[], env: Texts): Promise<Ended> => {
    const { exitCode, stdout, stderr } = await execa(file, args, {
      cwd: folder,
      env,
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
      timeout: 30_000,
      stripFinalNewline: false,
    });
    return { exitCode, stdout, stderr };
  };
  const write = async (file: string, content: string) => {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  };
  for (const [file, content] of Object.entries(files)) await write(file, content);
  return {
    folder,
    example: relative(folder, exampleFile),
    run: (...args) => runHere(main, args, { directory: folder, environment }),
    shell: (line) =>
      spawn('/bin/sh', ['-c', `CMD() { "$NODE" "$COMMAND" "$@"; }\n${line}`], {
        PATH: process.env['PATH'] ?? '',
        NODE: process.execPath,
        COMMAND: command,
        ...environment,
      }),
    write,
    files: () => filesBelow(folder),
  };
}

/** One connector of each kind, with nothing to note. */
export const threeWays = `conductorone:
  tenant: acme
connectors:
  - name: confluence
    site: acme
    username: bot@acme.com
    app: { create: { displayName: Confluence } }
    hosting: { type: cloud }
  - name: confluence-eu
    site: acme-eu
    username: bot@acme.com
    app: { create: { displayName: Confluence EU } }
    hosting:
      type: self-hosted
      delivery: terraform
      cluster: { kubeconfig: { context: production } }
      image: public.ecr.aws/conductorone/baton-confluence:1.2.3
  - name: confluence-labs
    site: acme-labs
    username: bot@acme.com
    app: { create: { displayName: Confluence Labs } }
    hosting:
      type: self-hosted
      delivery: gitops
      image: public.ecr.aws/conductorone/baton-confluence:1.2.3
      namespace: { name: labs }
      secrets: { from: template }
`;

/** The same with two mistakes: an unknown key, and an image that is none. */
export const broken = threeWays
  .replace('site: acme\n', 'sites: acme\n')
  .replace('baton-confluence:1.2.3', 'baton confluence');
