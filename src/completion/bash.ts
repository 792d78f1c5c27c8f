import { type CompletedOption, chains, functionName, type Node } from './tree.ts';

/** Completion for bash, from version 3.2 on. Whatever is neither a command nor an option is a file. */
export function bash(program: string, nodes: readonly Node[]): string {
  const name = functionName(program);
  return `# ${program}: source <(${program} completion bash)
${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local chain= commands= options= values= word
  # An option and its value with "=" between them are three words.
  [[ $previous == = ]] && previous=\${COMP_WORDS[COMP_CWORD - 2]}
  [[ $current == = ]] && current=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case "$chain $word" in
      ${chains(nodes, ' | ')}) chain+=" $word" ;;
    esac
  done
  case "$chain $previous" in
${nodes.flatMap(valueCases).join('\n')}
  esac
  case "$chain" in
${nodes.map(wordCase).join('\n')}
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

/** What may follow each option that takes one of some words. */
function valueCases({ chain, options }: Node): readonly string[] {
  return options.flatMap((option) => {
    if (typeof option.value === 'string') return [];
    const flags = flagsOf(option).map((flag) => `'${chain} ${flag}'`);
    return [`    ${flags.join(' | ')}) values='${option.value.join(' ')}' ;;`];
  });
}

function wordCase({ chain, words, options }: Node): string {
  const commands = words.map(({ word }) => word).join(' ');
  return `    '${chain}') commands='${commands}' options='${options.flatMap(flagsOf).join(' ')}' ;;`;
}

function flagsOf({ long, short }: CompletedOption): readonly string[] {
  return short ? [long, short] : [long];
}
