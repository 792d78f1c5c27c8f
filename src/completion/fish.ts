import { type CompletedOption, chains, functionName, type Node } from './tree.ts';

/** Completion for fish. */
export function fish(program: string, nodes: readonly Node[]): string {
  const isAt = `_${functionName(program)}_is_at`;
  const lines = nodes.flatMap(({ chain, words, options, takesFiles }) => {
    const rule = `complete -c ${program} -n '${isAt} "${chain}"'`;
    return [
      ...words.map(({ word, description }) => `${rule} -a ${word} -d ${quoted(description)}`),
      ...options.map((option) => `${rule} ${flagsOf(option)}`),
      ...(takesFiles ? [`${rule} -F`] : []),
    ];
  });
  return `# ${program}: ${program} completion fish | source
function ${isAt}
    set -l chain ''
    for word in (commandline -opc)[2..]
        switch "$chain $word"
            case ${chains(nodes, ' ')}
                set chain "$chain $word"
        end
    end
    test "$chain" = "$argv[1]"
end
complete -c ${program} -f
${lines.join('\n')}
`;
}

function flagsOf(option: CompletedOption): string {
  const { long, short, description } = option;
  const flags = [...(short ? [`-s ${short.slice(1)}`] : []), `-l ${long.slice(2)}`, ...valueFlags(option)];
  return `${flags.join(' ')} -d ${quoted(description)}`;
}

/** Whether a value is needed, and whether files are one. */
function valueFlags({ value }: CompletedOption): readonly string[] {
  if (value === 'none') return [];
  if (value === 'file') return ['-r -F'];
  return value === 'text' ? ['-x'] : [`-x -a '${value.join(' ')}'`];
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
