/** Tests that the generated docs/commands.md is up to date with the commands, and that documents use commands that exist. */
import { globSync, readFileSync } from 'node:fs';
import { ALL_COMMANDS } from '../../../cli/commands/all-commands.ts';
import { COMMAND_DOCS, formatCommandDocs } from '../../../scripts/command-docs.ts';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

test('docs/commands.md is what `npm run docs:commands` writes', () => {
  expect(readFileSync(COMMAND_DOCS, 'utf8')).toBe(formatCommandDocs());
});

test('every npm script of cli/commands/ is a listed command under its own name', () => {
  const names = Object.keys(scripts).filter((name) => scripts[name]?.includes('cli/commands/'));
  expect(ALL_COMMANDS.map(({ name }) => name).sort()).toEqual(names.sort());
});

/** Commands in a document, `npm run NAME -- ARGUMENTS`, up to the end of the code that they stand in. */
const findCommands = (text: string): [string, string[]][] =>
  Array.from(text.matchAll(/npm run (?:-s )?([a-z:]+)((?: [^`\n#|;)&]*)?)/g), ([, name = '', rest = '']) => [
    name,
    rest.match(/(?<= )--?[a-z][\w-]*/g) ?? [],
  ]);

test.each([...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'], ...globSync(['docs/**/*.md', 'data/*/README.md'])])(
  '%s names commands and options that exist',
  (file) => {
    const wrong = findCommands(readFileSync(file, 'utf8')).filter(([name, options]) => {
      const command = ALL_COMMANDS.find((candidate) => candidate.name === name);
      if (!command) return !(name in scripts);
      const short = Object.values(command.options).map((option) => `-${option.short}`);
      const known = [...Object.keys(command.options).map((option) => `--${option}`), ...short, '--help'];
      return options.some((option) => !known.includes(option));
    });
    expect(wrong).toEqual([]);
  },
);
