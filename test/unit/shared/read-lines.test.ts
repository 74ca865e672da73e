/** Lines of machine files end at a line feed and nowhere else, whatever values contain and wherever buffers end. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import type { ObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { readLines } from '../../../lambdas/shared/csv/read-lines.ts';
import { encodeLine } from '../../../lambdas/shared/exports/copy-text.ts';
import { readExportedLines } from '../../../lambdas/shared/exports/read-export.ts';

/** Characters at which readers for people end a line. */
const OTHER_LINE_ENDS = ['\r', '\v', '\f', '\x1c', '\x1d', '\x1e', '\x85', '\u2028', '\u2029'];

async function split(text: string, bufferBytes: number): Promise<string[]> {
  const bytes = Buffer.from(text);
  const buffers = Array.from({ length: Math.ceil(bytes.length / bufferBytes) }, (_, i) =>
    bytes.subarray(i * bufferBytes, (i + 1) * bufferBytes),
  );
  return Readable.from(readLines(Readable.from(buffers))).toArray();
}

test.each(OTHER_LINE_ENDS)('%j ends no line', async (character) => {
  expect(await split(`home${character}improvement\nnext\n`, 3)).toEqual([`home${character}improvement`, 'next']);
});

test('empty lines stay, and the last line may lack its line feed', async () => {
  expect(await split('a\n\nb', 2)).toEqual(['a', '', 'b']);
  expect(await split('', 1)).toEqual([]);
});

test('any lines come back, whatever the size of the buffers', async () => {
  const text = fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', ' ').toWellFormed());
  await fc.assert(
    fc.asyncProperty(fc.array(text), fc.integer({ min: 1, max: 9 }), async (lines, bufferBytes) => {
      expect(await split(lines.map((line) => `${line}\n`).join(''), bufferBytes)).toEqual(lines);
    }),
  );
});

test('an exported row with any of these characters is one line', async () => {
  const lines = OTHER_LINE_ENDS.map((character) => encodeLine([`A${character}1`, `home${character}`]));
  const store = {
    list: async function* () {
      yield { key: 'part' };
    },
    getStream: async () => Readable.from([Buffer.from(lines.join(''))]),
  } as unknown as ObjectStore;
  const read = await Readable.from(readExportedLines(store, 'work', 'part')).toArray();
  expect(read).toEqual(lines.map((line) => line.slice(0, -1)));
});

test('no function reads a file with node:readline, and no job splits one with splitlines', () => {
  const root = join(import.meta.dirname, '../../..');
  const listFiles = (folder: string, ending: string) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith(ending) && !file.includes('tests/'))
      .map((file) => join(folder, file));
  const users = [
    ...listFiles('lambdas', '.ts').filter((file) => /from 'node:readline/.test(readFileSync(join(root, file), 'utf8'))),
    ...[...listFiles('training', '.py'), ...listFiles('spark', '.py')].filter((file) =>
      /\.splitlines\(\)(?!\[0\])|\.readline\(/.test(readFileSync(join(root, file), 'utf8')),
    ),
  ];
  expect(users).toEqual([]);
});
