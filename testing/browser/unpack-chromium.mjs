/** Unpacks the Chromium of @sparticuz/chromium with its libraries into TMPDIR, and prints the program's path. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import chromium, { inflate } from '@sparticuz/chromium';

const archives = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../bin');
await inflate(join(archives, 'al2023.tar.br'));
console.log(await chromium.executablePath());
