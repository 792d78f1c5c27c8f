import type { Command, Option } from 'commander';

/** What can be typed after a command. */
export interface Node {
  /** The words that lead to it, without the program's name, each after a space: ` image build`; empty for the program. */
  readonly chain: string;
  readonly options: readonly CompletedOption[];
  /** Commands below it, or what its argument may be. */
  readonly words: readonly { readonly word: string; readonly description: string }[];
  /** Whether it takes files as arguments. */
  readonly takesFiles: boolean;
}

/** An option, as far as a shell completes it. */
export interface CompletedOption {
  /** With its dashes: `--out`, and `-o` where there is one. */
  readonly long: string;
  readonly short: string | undefined;
  /** On one line. */
  readonly description: string;
  /** What it takes: nothing, a file, any text, or one of some words. */
  readonly value: 'none' | 'file' | 'text' | readonly string[];
}

/** The program and all commands below it, each after the one that it is below. */
export function nodesOf(command: Command, chain = ''): readonly Node[] {
  const help = command.createHelp();
  const below = help.visibleCommands(command);
  const { registeredArguments } = command;
  const choices = registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  return [
    {
      chain,
      options: help.visibleOptions(command).map(completed),
      words: [
        ...below.map((each) => ({ word: each.name(), description: help.subcommandDescription(each) })),
        ...choices.map((word) => ({ word, description: '' })),
      ],
      takesFiles: registeredArguments.some(({ argChoices }) => !argChoices),
    },
    // After `help`, the same commands follow as without.
    ...command.commands.flatMap((each) => nodesOf(each, `${chain} ${each.name()}`)),
  ];
}

/** The chains of all commands below the program, as shells write alternatives. @param separator between them */
export function chains(nodes: readonly Node[], separator: string): string {
  const [, ...below] = nodes;
  return below.map(({ chain }) => `'${chain}'`).join(separator);
}

/** The name of a program as part of a shell function's. */
export function functionName(program: string): string {
  return `_${program.replaceAll('-', '_')}`;
}

function completed({ long, short, flags, description, required, argChoices }: Option): CompletedOption {
  // A value that may be left out is no word of its own.
  const value = required ? (argChoices ?? (/<(?:file|folder)>/.test(flags) ? 'file' : 'text')) : 'none';
  return { long: long ?? '', short, description: description.replaceAll(/\s+/g, ' '), value };
}
