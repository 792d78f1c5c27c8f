import type { Node } from './tree.ts';

/** Completion for bash, from version 3.2 on. Whatever is neither a command nor an option is a file. */
export function bash(program: string, nodes: readonly Node[]): string {
  const name = `_${program.replaceAll('-', '_')}`;
  const choices = nodes.flatMap(({ chain, options }) =>
    options.flatMap(({ long, short, value }) =>
      typeof value === 'string'
        ? []
        : [
            [
              [long, short].flatMap((flag) => (flag ? `'${chain} ${flag}'` : [])).join(' | '),
              value.join(' '),
            ],
          ],
    ),
  );
  return `# ${program}: source <(${program} completion bash)
${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} chain= commands= options= values= word
  # An option and its value with "=" between them are three words.
  [[ $previous == = ]] && previous=\${COMP_WORDS[COMP_CWORD - 2]}
  [[ $current == = ]] && current=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case "$chain $word" in
      ${nodes
        .slice(1)
        .map(({ chain }) => `'${chain}'`)
        .join(' | ')}) chain+=" $word" ;;
    esac
  done
  case "$chain $previous" in
${choices.map(([flags, words]) => `    ${flags}) values='${words}' ;;`).join('\n')}
  esac
  case "$chain" in
${nodes
  .map(
    ({ chain, words, options }) =>
      `    '${chain}') commands='${words.map(({ word }) => word).join(' ')}' options='${options
        .flatMap(({ long, short }) => [long, short ?? []])
        .flat()
        .join(' ')}' ;;`,
  )
  .join('\n')}
  esac
  if [[ -n $values ]]; then
    COMPREPLY=($(compgen -W "$values" -- "$current"))
  elif [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  else
    COMPREPLY=($(compgen -W "$commands" -- "$current"))
  fi
}
complete -o default -F ${name} ${program}
`;
}
