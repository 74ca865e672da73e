/** The program `score.mjs` of a bundle: scores applicants without a network, with Node.js alone. */
import { readFile, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { checkDevice } from '../device-check.ts';
import { PUBLIC_KEY } from '../public-key.ts';
import { openBundleFolder, readUploads, scoreOffline } from './score-offline.ts';

const USAGE = `node score.mjs [--features FILE] [--keep FILE] | --check | --export FILE --keep FILE

  --features FILE  features of one applicant as a JSON object, or of several as a JSON array (default: standard input)
  --keep FILE      adds each decision to this file of JSON lines, for a later upload
  --check          compares the PDs of this device with those of the training
  --export FILE    writes the kept decisions as the body of POST /v1/edge-decisions; with more than one body, to FILE.1 …`;

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      features: { type: 'string' },
      keep: { type: 'string' },
      check: { type: 'boolean' },
      export: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(USAGE);
  if (values.export !== undefined) return exportKept(values.export, values.keep);
  const scorer = await openBundleFolder(import.meta.dirname, PUBLIC_KEY);
  if (values.check) {
    const check = await checkDevice(scorer);
    if (!check?.passed) process.exitCode = 1;
    return console.log(check ? JSON.stringify(check) : 'the bundle has no rows to compare');
  }
  const entered = JSON.parse(
    values.features === undefined ? await text(process.stdin) : await readFile(values.features, 'utf8'),
  );
  for (const features of Array.isArray(entered) ? entered : [entered]) {
    console.log(JSON.stringify(await scoreOffline(scorer, features, { keep: values.keep })));
  }
}

async function exportKept(file: string, keep: string | undefined): Promise<void> {
  if (keep === undefined) throw new Error('--export needs --keep FILE');
  const uploads = await readUploads(keep);
  const name = (i: number) => (uploads.length > 1 ? `${file}.${i + 1}` : file);
  for (const [i, upload] of uploads.entries()) await writeFile(name(i), JSON.stringify(upload));
  console.log(`${uploads.flatMap(({ decisions }) => decisions).length} decisions in ${uploads.length} files`);
}

try {
  await run();
} catch (error) {
  console.error(`${(error as Error).name}: ${(error as Error).message}`);
  process.exitCode = 1;
}
