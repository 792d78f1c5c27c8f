import type { CompletedOption, Node } from './tree.ts';

/** Completion for fish. */
export function fish(program: string, nodes: readonly Node[]): string {
  const at = `__${program.replaceAll('-', '_')}_at`;
  const lines = nodes.flatMap((node) => {
    const start = `complete -c ${program} -n '${at} "${node.chain}"'`;
    return [
      ...node.words.map(({ word, description }) => `${start} -a ${word} -d ${quoted(description)}`),
      ...node.options.map((option) => `${start} ${flags(option)}`),
      ...(node.takesFiles ? [`${start} -F`] : []),
    ];
  });
  return `# ${program}: ${program} completion fish | source
function ${at}
    set -l chain ''
    for word in (commandline -opc)[2..]
        switch "$chain $word"
            case ${nodes
              .slice(1)
              .map(({ chain }) => `'${chain}'`)
              .join(' ')}
                set chain "$chain $word"
        end
    end
    test "$chain" = "$argv[1]"
end
complete -c ${program} -f
${lines.join('\n')}
`;
}

function flags({ long, short, description, value }: CompletedOption): string {
  const takes =
    value === 'none'
      ? ''
      : value === 'file'
        ? ' -r -F'
        : value === 'text'
          ? ' -x'
          : ` -x -a '${value.join(' ')}'`;
  return `${short ? `-s ${short.slice(1)} ` : ''}-l ${long.slice(2)}${takes} -d ${quoted(description)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
