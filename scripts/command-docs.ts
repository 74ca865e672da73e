/** `npm run docs:commands`: writes docs/commands.md from the definitions of the commands in cli/commands/. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ALL_COMMANDS } from '../cli/commands/all-commands.ts';
import {
  type CommandDefinition,
  formatCommandPrefix,
  formatOptionFlags,
  USUAL_EXIT_CODES,
} from '../cli/terminal/command.ts';

export const COMMAND_DOCS = resolve(import.meta.dirname, '../docs/commands.md');

const describeExitCodes = (meanings: Record<number, string>): string =>
  Object.entries(meanings)
    .map(([code, meaning]) => `**${code}** ${meaning}`)
    .join('; ');

const HEAD = `# Commands

<!-- Written by \`npm run docs:commands\` from the definitions in cli/commands/; edit those instead. -->

What operators type. npm passes on what follows \`--\`, and \`--help\` prints each section of this page:
\`npm run status -- --help\`. Commands with \`--env\` work on the local cloud and on AWS; the others on the local cloud only.

An error is one line on standard error that says what, why and what to do. A fault of the program names the file with its
stack, in the temporary folder and readable by you only. Exit codes, where a command says nothing else: ${describeExitCodes(USUAL_EXIT_CODES)}.
`;

/** The whole page. */
export function formatCommandDocs(): string {
  const rows = ALL_COMMANDS.map((command) => [
    `[\`${formatCommandPrefix(command)}\`](#${formatAnchor(command)})`,
    command.summary,
  ]);
  return [HEAD, formatTable(['command', 'what it does'], rows), ...ALL_COMMANDS.map(formatSection)].join('\n');
}

function formatSection(command: CommandDefinition): string {
  const { description, positionals = {}, options, examples, exitCodes } = command;
  const usage = [formatCommandPrefix(command), '--', '[options]', ...Object.keys(positionals)].join(' ');
  const meanings = [
    ...Object.entries(positionals).map(([form, meaning]) => [`\`${form}\``, meaning]),
    ...Object.entries(options).map(([name, option]) => {
      const defaultText = option.default === undefined ? '' : ` (default: ${option.default})`;
      return [`\`${formatOptionFlags(name, option)}\``, `${option.description}${defaultText}`];
    }),
  ];
  const calls = Object.entries(examples).map(([line, effect]) => `# ${effect}\n${line}`);
  return [
    `## ${formatCommandPrefix(command)}\n`,
    `\`${usage}\`\n`,
    `${description}\n`,
    formatTable(['option', 'meaning'], meanings),
    `\`\`\`sh\n${calls.join('\n')}\n\`\`\`\n`,
    ...(exitCodes ? [`Exit codes: ${describeExitCodes(exitCodes)}.\n`] : []),
  ].join('\n');
}

function formatTable(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}

/** As GitHub makes the anchor of a heading. */
const formatAnchor = (command: CommandDefinition): string =>
  formatCommandPrefix(command).replaceAll(' ', '-').replaceAll(':', '');
const escapeCell = (cell: string): string => cell.replaceAll('|', '\\|');

if (import.meta.main) writeFileSync(COMMAND_DOCS, formatCommandDocs());
