/**
 * Parses a command line by the definition of its command, prints help, and turns errors into one line and an exit code.
 * Open it when a command needs a kind of option that does not exist yet.
 */
import { CommanderError, Command as CommanderProgram, Option } from 'commander';
import pc from 'picocolors';
import { CommandError } from './command-error.ts';
import { explainError } from './explain-error.ts';
import { bypassProxyForOwnHosts } from './loopback-proxy.ts';
import { recordFault } from './record-fault.ts';
import { type PathUse, requireUsablePath } from './usable-paths.ts';

const FAILED = 1;
const INVALID_OPTIONS = 2;

/** The command line has an unknown option, or a value or combination that the command does not accept. */
export class InvalidOptions extends CommandError {
  override readonly exitCode = INVALID_OPTIONS;
}

/** Meanings of the exit codes, where a definition gives no other. */
export const USUAL_EXIT_CODES: Readonly<Record<number, string>> = {
  0: 'done',
  [FAILED]: 'failed or refused',
  [INVALID_OPTIONS]: 'the command line is invalid, and nothing was done',
};

export interface OptionDefinition {
  /** What the option does, with unit and range; the default is printed after it. */
  description: string;
  /** Placeholder of the value, such as `DIR`. An option without it is a flag. */
  value?: string;
  /** One letter. */
  short?: string;
  /** As a user would type it. */
  default?: string;
  /** What the command does with the path that the option names; it is checked before the command runs. */
  path?: PathUse;
  /** An option that may be given several times; its values become a list. */
  isRepeatable?: true;
  /** Converts a value; throws a CommandError for one that is not accepted. */
  parse?: (text: string) => unknown;
}

type OptionDefinitions = Record<string, OptionDefinition>;
type ParsedValue<Definition> = Definition extends { parse: (text: string) => infer Value } ? Value : string;
type OptionValue<Definition> = Definition extends { value: string }
  ? Definition extends { isRepeatable: true }
    ? ParsedValue<Definition>[] | undefined
    : ParsedValue<Definition> | (Definition extends { default: string } ? never : undefined)
  : boolean;
export type OptionValues<Options> = { [Name in keyof Options]: OptionValue<Options[Name]> };

export interface CommandDefinition<Options extends OptionDefinitions = OptionDefinitions> {
  /** Name of its npm script. */
  name: string;
  /** One line for the table of commands. */
  summary: string;
  /** What it does, where, and what it changes; plain text without line breaks. */
  description: string;
  /** Positional arguments by their form, such as `[version]` or `<versions...>`. */
  positionals?: Record<string, string>;
  /** What the command does with its arguments, where they are paths. */
  positionalPath?: PathUse;
  options: Options;
  /** Arguments of a useful call, with what the call does. */
  examples: Record<string, string>;
  /** Meanings of exit codes that differ from USUAL_EXIT_CODES. */
  exitCodes?: Record<number, string>;
  run(values: OptionValues<Options>, positionals: string[]): Promise<void>;
}

/** Returns the definition; the types of `values` follow from its options. */
export function defineCommand<const Options extends OptionDefinitions>(
  definition: CommandDefinition<Options>,
): CommandDefinition<Options> {
  return definition;
}

/** What a user types before the arguments of a command. */
export const formatCommandPrefix = ({ name }: Pick<CommandDefinition, 'name'>): string =>
  name === 'start' ? 'npm start' : `npm run ${name}`;

/** `-c, --context <env=NAME>`. */
export function formatOptionFlags(name: string, { short, value }: OptionDefinition): string {
  return `${short ? `-${short}, ` : ''}--${name}${value ? ` <${value}>` : ''}`;
}

/**
 * Parses the arguments of a command.
 * @throws {InvalidOptions} when an option is unknown, a value is missing or an argument is surplus
 * @throws {CommandError} when an option's `parse` throws it
 * @throws {CommanderError} when `--help` is given and printed; its exit code is 0
 */
export function parseCommandLine<Options extends OptionDefinitions>(
  definition: CommandDefinition<Options>,
  args: readonly string[],
): { values: OptionValues<Options>; positionals: string[] } {
  const program = createProgram(definition);
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode === 0) throw error;
    const message = error.message
      .replace(/^error: /, '')
      .replaceAll('\n', ' ')
      .replace(/\.$/, '');
    throw new InvalidOptions(`${message}; ${formatCommandPrefix(definition)} -- --help lists the options`);
  }
  const entries = Object.entries(definition.options).map(([name, { value }]) => {
    const parsed: unknown = program.getOptionValue(new Option(`--${name}`).attributeName());
    return [name, parsed ?? (value ? undefined : false)];
  });
  return { values: Object.fromEntries(entries), positionals: program.args };
}

function createProgram(definition: CommandDefinition): CommanderProgram {
  const { name, description, positionals = {}, options, examples, exitCodes } = definition;
  const program = new CommanderProgram(`${formatCommandPrefix({ name })} --`)
    .description(description)
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  for (const [form, meaning] of Object.entries(positionals)) program.argument(form, meaning);
  for (const [optionName, option] of Object.entries(options)) program.addOption(createOption(optionName, option));
  const lines = [
    '\nExamples:',
    ...Object.entries(examples).flatMap(([line, effect]) => [`  ${line}`, `      ${effect}`]),
    '\nExit codes:',
    ...Object.entries({ ...USUAL_EXIT_CODES, ...exitCodes }).map(([code, meaning]) => `  ${code}  ${meaning}`),
  ];
  return program.addHelpText('after', lines.join('\n'));
}

function createOption(name: string, definition: OptionDefinition): Option {
  const { description, parse = String, isRepeatable, default: defaultText } = definition;
  const option = new Option(formatOptionFlags(name, definition), description);
  if (!definition.value) return option;
  if (defaultText !== undefined) option.default(parse(defaultText), defaultText);
  return option.argParser((text: string, previous: unknown) =>
    isRepeatable ? [...((previous as unknown[]) ?? []), parse(text)] : parse(text),
  );
}

/**
 * Checks every path of a command line.
 * @throws {PathNotUsable} when the command could not use one
 */
export function requireUsablePaths<Options extends OptionDefinitions>(
  { options, positionalPath }: CommandDefinition<Options>,
  values: OptionValues<Options>,
  positionals: readonly string[],
): void {
  for (const [name, { path }] of Object.entries(options)) {
    const given: unknown = values[name];
    if (path) for (const text of [given ?? []].flat()) requireUsablePath(`--${name}`, String(text), path);
  }
  if (positionalPath) for (const text of positionals) requireUsablePath('The argument', text, positionalPath);
}

/**
 * Runs a command. An error becomes one line on stderr and an exit code. One that no person can act on is a fault of the
 * program: its line names the file with its stack.
 */
export async function runCommand<Options extends OptionDefinitions>(
  definition: CommandDefinition<Options>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  let exitCode = INVALID_OPTIONS;
  process.on('uncaughtException', endWithFault); // also of a promise that nobody awaits
  endQuietlyWithReader();
  bypassProxyForOwnHosts();
  try {
    const { values, positionals } = parseCommandLine(definition, args);
    exitCode = FAILED;
    requireUsablePaths(definition, values, positionals);
    await definition.run(values, positionals);
  } catch (error) {
    if (error instanceof CommanderError) return; // help was printed
    const line = explainError(error);
    if (line === undefined) return endWithFault(error);
    printErrorLine(line);
    process.exitCode = (error instanceof CommandError ? error.exitCode : undefined) ?? exitCode;
  }
}

function printErrorLine(line: string): void {
  const [name = ''] = line.split(':', 1);
  console.error(`\n${pc.red(name)}${line.slice(name.length)}`);
}

/** Ends at once: after a fault nothing is known about what still runs. */
function endWithFault(error: unknown): never {
  printErrorLine(recordFault(error));
  process.exit(FAILED);
}

/** A reader such as `head` closes the pipe when it has enough. */
function endQuietlyWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
