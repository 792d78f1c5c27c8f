import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { Command, Option } from 'commander';
import { configNames, exampleFile } from '../../config/loading/find.ts';
import { parseConfig } from '../../config/loading/load.ts';
import { ConfigError } from '../../config/loading/problem.ts';
import type { Io } from '../../io/io.ts';
import { commandLine } from '../../io/package.ts';
import { pathFrom } from '../../io/path.ts';
import { path } from '../config-option.ts';
import { CliError, fileError } from '../error.ts';
import { type Answers, applies, excludedBy, flagOf, type Question, questions } from './answers.ts';
import { connectorYaml } from './connector-yaml.ts';

/** Answers, as far as they are known. */
type Known = Partial<Answers>;

const help = `
Asks for what the flags leave open. Without a terminal, --tenant, --site, --username and --hosting must be given.
No file is overwritten. The command cdktf needs a cdktf.json, which init writes as well if there is none.

Examples:
  $ confluence-connector init
  $ confluence-connector init --tenant acme --site acme --username jo@acme.com --hosting cloud
  $ confluence-connector init --tenant acme --site acme --username jo@acme.com --hosting terraform --context prod
  $ confluence-connector init --tenant acme --site acme --username jo@acme.com --hosting gitops --out labs.yaml`;

/** Answers that the model accepts, for judging one of them at a time. */
const sound: Answers = {
  tenant: 'acme',
  site: 'acme',
  username: 'jo@acme.com',
  app: 'new',
  appName: 'Confluence',
  hosting: 'cloud',
  context: 'prod',
  store: 'vault',
  secret: 'confluence',
};

/** What cdktf runs in a project that has no app of its own. */
const cdktfJson = {
  language: 'typescript',
  app: `${commandLine} app`,
  sendCrashReports: 'false',
  terraformProviders: [],
  terraformModules: [],
  context: {},
};

/** `init`: writes a first, commented connector.yaml, and a cdktf.json if there is none; never over a file that is there. */
export function initCommand(io: Io): Command {
  const command = new Command('init').description('write a first connector.yaml');
  for (const { key, argument, description, choices, usual } of questions) {
    const byDefault = usual === undefined ? '' : `; ${usual} by default`;
    const option = new Option(`${flagOf(key)} ${argument}`, `${description}${byDefault}`);
    command.addOption(choices ? option.choices(choices.map(({ value }) => value)) : option);
  }
  return command
    .addOption(
      new Option('-o, --out <file>', 'the file to write, or - for standard output')
        .default('connector.yaml')
        .argParser(path),
    )
    .addHelpText('after', help)
    .action(async ({ out, ...flags }: Known & { readonly out: string }) => {
      const toOutput = out === '-';
      const present = toOutput ? undefined : presentFor(io.directory, out);
      if (present !== undefined) throw alreadyExists(present);
      const known = shortened(flags);
      check(io, known);
      const yaml = connectorYaml(
        await complete(io, known),
        toOutput ? undefined : schemaPath(io.directory, out),
      );
      if (toOutput) {
        io.stdout.write(yaml);
        return;
      }
      await write(io.directory, out, yaml);
      const found = configNames.some((name) => name === out);
      const written = found && (await writeCdktfJson(io.directory)) ? `${out} and cdktf.json` : out;
      const next = `${commandLine} validate${found ? '' : ` --config ${out}`}`;
      io.stdout.write(`Wrote ${written}. Next: ${next}\n`);
    });
}

/** Answers as the file has them. */
function shortened(answers: Known): Known {
  return Object.fromEntries(
    questions.flatMap(({ key, short = (answer) => answer }) => {
      const answer = answers[key];
      return answer === undefined ? [] : [[key, short(answer)]];
    }),
  );
}

/** Refuses wrong flags, and missing ones if nobody is there to ask. */
function check(io: Io, flags: Known): void {
  const known = mayAsk(io) ? flags : usualAnswers(flags);
  const wrong = questions.flatMap((question) => {
    const flag = flags[question.key];
    if (flag === undefined) return [];
    const name = flagOf(question.key);
    const problem = problemWith(question, flag);
    if (problem !== undefined) return [`${name}: ${problem}`];
    const other = excludedBy(question, known);
    return other === undefined
      ? []
      : [
          `${name}: used with ${flagOf(other)} ${question.goesWith?.[other]?.join(' or ')} only. Leave it out.`,
        ];
  });
  const missing = questions.filter(
    (question) => known[question.key] === undefined && applies(question, known),
  );
  if (missing.length > 0 && !mayAsk(io)) {
    wrong.push(`Missing, with no terminal to ask on: ${missing.map(({ key }) => flagOf(key)).join(', ')}.`);
  }
  if (wrong.length > 0) throw new CliError(wrong, 2);
}

/** What is taken without a terminal, beside these answers. */
function usualAnswers(answers: Known): Known {
  const known: Record<string, string> = { ...answers };
  for (const question of questions) {
    const { key, usual } = question;
    if (usual !== undefined && applies(question, known)) known[key] ??= usual;
  }
  return known;
}

function mayAsk({ stdin, stderr }: Io): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** Asks for what the flags leave open. */
async function complete(io: Io, flags: Known): Promise<Answers> {
  if (!mayAsk(io)) return usualAnswers(flags) as Answers;
  // Ctrl-D leaves a question open with nothing to wait for: it ends as Ctrl-C does.
  const interrupted = () => io.exit(130);
  io.events.once('beforeExit', interrupted);
  let answers = flags;
  for (const question of questions) {
    if (answers[question.key] !== undefined || !applies(question, answers)) continue;
    answers = { ...answers, ...shortened({ [question.key]: await ask(io, question) }) };
  }
  io.events.off('beforeExit', interrupted);
  return answers as Answers;
}

/** Asks one question. The prompts are loaded only if they are needed, and leave standard output alone. */
async function ask({ stdin, stderr }: Io, question: Question): Promise<string> {
  const { input, select } = await import('@inquirer/prompts');
  const { message, choices, usual, short = (answer) => answer } = question;
  const streams = { input: stdin, output: stderr };
  if (choices) return select({ message, choices, default: usual }, streams);
  const validate = (value: string) => problemWith(question, short(value)) ?? true;
  return input({ message, validate, default: usual }, streams);
}

/** What the model says of one answer, the others being right. */
function problemWith({ key, goesWith = {} }: Question, value: string): string | undefined {
  const applying = Object.fromEntries(Object.entries(goesWith).map(([other, [answer]]) => [other, answer]));
  try {
    parseConfig(connectorYaml({ ...sound, ...applying, [key]: value }), '');
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ message }) => message).join(' ');
  }
}

async function write(directory: string, file: string, content: string): Promise<void> {
  try {
    await writeFile(pathFrom(directory, file), content, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyExists(file);
    throw fileError(file, error, 'Name another with --out.');
  }
}

/** Has the command cdktf run the app of this package, unless the project has one. @returns whether it was written */
async function writeCdktfJson(directory: string): Promise<boolean> {
  const file = 'cdktf.json';
  try {
    await writeFile(pathFrom(directory, file), `${JSON.stringify(cdktfJson, null, 2)}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fileError(file, error, 'The configuration has been written.');
  }
}

/** What is in a new file's place: itself, or a configuration that would be found beside it. */
function presentFor(directory: string, file: string): string | undefined {
  const isFound = configNames.some((name) => name === basename(file));
  const rivals = isFound ? configNames.map((name) => join(dirname(file), name)) : [];
  return [file, ...rivals].find((rival) => existsSync(pathFrom(directory, rival)));
}

function alreadyExists(file: string): CliError {
  return new CliError(`${file} already exists, and stays as it is. Name another with --out.`);
}

/** The schema's path as an editor finds it from the file, where both are in one project. */
function schemaPath(directory: string, file: string): string | undefined {
  const schema = join(dirname(exampleFile), 'connector.schema.json');
  const project = join(dirname(schema), '..').replace(/[\\/]node_modules[\\/].*$/, '');
  const target = resolve(directory, file);
  return target.startsWith(project + sep)
    ? relative(dirname(target), schema).replaceAll('\\', '/')
    : undefined;
}
