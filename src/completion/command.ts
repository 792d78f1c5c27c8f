import { Argument, Command } from 'commander';
import { bash } from './bash.ts';
import { fish } from './fish.ts';
import { nodesOf } from './tree.ts';
import { zsh } from './zsh.ts';

const scripts = { bash, zsh, fish };

/**
 * `completion`: prints what lets a shell complete a program's commands and options.
 * @param print gets it
 */
export function completionCommand(program: Command, print: (script: string) => void): Command {
  const name = program.name();
  return new Command('completion')
    .description('print what lets a shell complete commands and options')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(scripts)))
    .addHelpText(
      'after',
      `
Examples:
  $ ${name} completion bash >> ~/.bashrc
  $ ${name} completion zsh >> ~/.zshrc     # after compinit
  $ ${name} completion fish > ~/.config/fish/completions/${name}.fish`,
    )
    .action((shell: keyof typeof scripts) => {
      print(scripts[shell](name, nodesOf(program)));
    });
}
