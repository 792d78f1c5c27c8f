import type { CompletedOption, Node } from './tree.ts';

/** Completion for zsh, to be sourced, or kept in a folder of \`fpath\` under the program's name after an underscore. */
export function zsh(program: string, nodes: readonly Node[]): string {
  const name = `_${program.replaceAll('-', '_')}`;
  return `#compdef ${program}
# ${program}: source <(${program} completion zsh)
${name}() {
  local chain='' word
  for word in "\${(@)words[2,CURRENT - 1]}"; do
    case "$chain $word" in
      ${nodes
        .slice(1)
        .map(({ chain }) => `'${chain}'`)
        .join(' | ')}) chain+=" $word" ;;
    esac
  done
  case "$chain" in
${nodes.map((node) => `    '${node.chain}')\n      _arguments -s ${[...node.options.map(optionSpec), argumentSpec(node)].join(' \\\n        ')} ;;`).join('\n')}
  esac
}
if [[ $zsh_eval_context == *func ]]; then
  ${name} "$@"
else
  compdef ${name} ${program}
fi
`;
}

function optionSpec({ long, short, description, value }: CompletedOption): string {
  const takes =
    value === 'none'
      ? ''
      : value === 'file'
        ? ':file:_files'
        : value === 'text'
          ? ':value:()'
          : `:value:(${value.join(' ')})`;
  const text = quoted(`[${description.replaceAll(/[[\]\\:]/g, '\\$&')}]${takes}`);
  const equals = value === 'none' ? '' : '=';
  return short ? `'(${short} ${long})'{${short},${long}${equals}}${text}` : `${long}${equals}${text}`;
}

/** The commands below, each with what it does; else files, or whatever has been typed. */
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
