import { type CompletedOption, chains, functionName, type Node } from './tree.ts';

/** Completion for zsh, to be sourced, or kept in a folder of `fpath` under the program's name after an underscore. */
export function zsh(program: string, nodes: readonly Node[]): string {
  const name = functionName(program);
  return `#compdef ${program}
# ${program}: source <(${program} completion zsh)
${name}() {
  local chain='' word
  for word in "\${(@)words[2,CURRENT - 1]}"; do
    case "$chain $word" in
      ${chains(nodes, ' | ')}) chain+=" $word" ;;
    esac
  done
  case "$chain" in
${nodes.map(caseOf).join('\n')}
  esac
}
if [[ $zsh_eval_context == *func ]]; then
  ${name} "$@"
else
  compdef ${name} ${program}
fi
`;
}

function caseOf(node: Node): string {
  const specs = [...node.options.map(optionSpec), argumentSpec(node)];
  return `    '${node.chain}')\n      _arguments -s ${specs.join(' \\\n        ')} ;;`;
}

function optionSpec(option: CompletedOption): string {
  const { long, short, description, value } = option;
  const text = quoted(`[${description.replaceAll(/[[\]\\:]/g, '\\$&')}]${valueSpec(option)}`);
  const whole = `${long}${value === 'none' ? '' : '='}`;
  return short ? `'(${short} ${long})'{${short},${whole}}${text}` : `${whole}${text}`;
}

function valueSpec({ value }: CompletedOption): string {
  if (value === 'none') return '';
  if (value === 'file') return ':file:_files';
  return `:value:(${value === 'text' ? '' : value.join(' ')})`;
}

/** The commands below, each with what it does; else files, or nothing. */
function argumentSpec({ words, takesFiles }: Node): string {
  if (words.length === 0) return takesFiles ? "'*:file:_files'" : "'*: :()'";
  const listed = words.map(
    ({ word, description }) => `${word}\\:"${description.replaceAll(/["\\$`]/g, '\\$&')}"`,
  );
  return quoted(`*:command:((${listed.join(' ')}))`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
