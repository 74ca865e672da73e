/**
 * A real Chromium for tests: the one named by RISK_CHROMIUM, else one of the machine, else the one in the package
 * @sparticuz/chromium, which brings the libraries it needs and so runs where nothing else is installed.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache');

/** The closed network of a test machine refuses what Chromium asks of its maker in the background. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

export async function launchChromium(): Promise<Browser> {
  const installed = process.env.RISK_CHROMIUM ?? findInstalledChromium();
  if (installed) return chromium.launch({ executablePath: installed, args: ARGS });
  const folder = await unpackChromium();
  const env = {
    ...(process.env as Record<string, string>),
    LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
    FONTCONFIG_PATH: join(folder, 'fonts'),
  };
  return chromium.launch({ executablePath: join(folder, 'chromium'), args: ARGS, env });
}

function findInstalledChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path));
}

/** The package's browser, unpacked once: 250 MB beside the other caches of node_modules. */
async function unpackChromium(): Promise<string> {
  const folder = join(CACHE, 'risk-chromium');
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'risk-chromium-'));
  const unpack = join(import.meta.dirname, 'unpack-chromium.mjs');
  await promisify(execFile)(process.execPath, [unpack], { env: { ...process.env, TMPDIR: draft } });
  writeFileSync(join(draft, 'fonts/fonts.conf'), buildFontsConfiguration(join(folder, 'fonts')));
  try {
    renameSync(draft, folder);
  } catch {
    rmSync(draft, { recursive: true, force: true }); // another test was quicker
  }
  return folder;
}

/** The package's own settings name folders of Lambda; without a font, text has no height and nothing can be clicked. */
function buildFontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}</dir><cachedir>${folder}/cache</cachedir></fontconfig>
`;
}
