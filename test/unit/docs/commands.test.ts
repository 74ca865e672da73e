/** Tests that the generated docs/commands.md is up to date with the commands. */
import { readFileSync } from 'node:fs';
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
