import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { completionOf, programs } from '../completion/scripts.ts';
import { temporaryFolder } from '../support/files.ts';
import { describeWith, program } from '../support/programs.ts';

/** A folder with the shell's scripts of both programs, and a file to complete. */
async function folderFor(shell: string): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'sync.c1z'), '');
  for (const name of programs)
    await writeFile(join(folder, `${name}.${shell}`), await completionOf(name, shell));
  return folder;
}

describeWith([program('fish')], 'fish completes', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await folderFor('fish');
  });

  test.each([
    [
      'confluence-connector re',
      [
        'render\twrite the Kubernetes YAML of the self-hosted connectors',
        'report\twrite a page that shows who can do what in a .c1z file',
      ],
    ],
    [
      'confluence-connector image b',
      ['build\tbuild the image of confluence-sync with docker, podman or buildah'],
    ],
    ['confluence-connector init --ten', ['--tenant\tConductorOne tenant, by its name or URL']],
    ['confluence-connector diff --format m', ['markdown\twhat to print']],
    ['confluence-connector completion z', ['zsh']],
    ['confluence-connector report syn', ['sync.c1z']],
    ['confluence-connector validate syn', []],
    [
      'confluence-sync --use-r',
      ['--use-rbac\tSync space roles and who has them, in place of space permissions'],
    ],
    ['confluence-sync health-check --endpoint l', ['live\twhat to ask']],
  ])('%s', async (line, expected) => {
    const sources = programs.map((name) => `source ${name}.fish`).join('; ');
    const { stdout, stderr } = await execa(
      'fish',
      ['--no-config', '--command', `${sources}; complete --do-complete "$line"`],
      {
        cwd: folder,
        env: { line, HOME: folder },
      },
    );
    expect(stderr).toBe('');
    expect(
      stdout
        .split('\n')
        .filter((offer) => offer !== '')
        .map((offer) => offer.replace(/\t$/, '')),
    ).toEqual(expected);
  });
});

describeWith([program('zsh')], 'zsh completes', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await folderFor('zsh');
  });

  // What is typed on a terminal of zsh, then Tab, then a key that tells the line.
  const script = `
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell "PS1=; autoload -Uz compinit; compinit -u -D; \${(j:; :)\${(f)SOURCES}}"
    zpty -w shell 'tell() { print -r -- "$BUFFER" > line; exit }; zle -N tell; bindkey "^T" tell'
    zpty -w -n shell "$TYPED"$'\\t\\C-t'
    while zpty -r shell output; do :; done`;

  test.each([
    ['confluence-connector rep', 'confluence-connector report '],
    ['confluence-connector image b', 'confluence-connector image build '],
    ['confluence-connector init --ten', 'confluence-connector init --tenant='],
    ['confluence-connector status --wat', 'confluence-connector status --watch '],
    ['confluence-connector init --hosting g', 'confluence-connector init --hosting gitops '],
    ['confluence-connector diff --format=m', 'confluence-connector diff --format=markdown '],
    ['confluence-connector completion z', 'confluence-connector completion zsh '],
    ['confluence-connector report syn', 'confluence-connector report sync.c1z '],
    ['confluence-connector report -o syn', 'confluence-connector report -o sync.c1z '],
    ['confluence-connector validate syn', 'confluence-connector validate syn'],
    ['confluence-sync --use-r', 'confluence-sync --use-rbac '],
    ['confluence-sync health-check --endpoint l', 'confluence-sync health-check --endpoint live '],
  ])('%s', async (typed, line) => {
    const sources = programs.map((name) => `source ./${name}.zsh`).join('\n');
    await execa('zsh', ['-f', '-c', script], {
      cwd: folder,
      env: { SOURCES: sources, TYPED: typed, HOME: folder, TERM: 'xterm' },
    });
    expect(await readFile(join(folder, 'line'), 'utf8')).toBe(`${line}\n`);
  });
});
