/**
 * Starts a Chromium for tests: the program that RISK_CHROMIUM names, else an installed one, else the one of the package
 * @sparticuz/chromium, which contains all libraries that it needs.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { readOptionalEnv } from '../../lambdas/shared/env.ts';

const PROGRAM_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache');

/** Without background requests to Google, which a closed network refuses. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/**
 * Longest wait for anything on a page. It ends what hangs, before the test ends without a word of what it waited for, and
 * is far above what a busy machine needs.
 */
const PATIENCE_MILLISECONDS = 240_000;

export async function launchChromium(): Promise<Browser> {
  const browser = await chromium.launch({ ...(await findProgram()), args: ARGUMENTS, timeout: PATIENCE_MILLISECONDS });
  const createContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await createContext(options);
    context.setDefaultTimeout(PATIENCE_MILLISECONDS);
    return context;
  };
  return browser;
}

async function findProgram(): Promise<Pick<LaunchOptions, 'executablePath' | 'env'>> {
  const installed = readOptionalEnv('RISK_CHROMIUM') ?? findInstalledChromium();
  if (installed) return { executablePath: installed };
  const folder = await unpackChromium();
  const env = {
    ...(process.env as Record<string, string>),
    LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
    FONTCONFIG_PATH: join(folder, 'fonts'),
  };
  return { executablePath: join(folder, 'chromium'), env };
}

function findInstalledChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => PROGRAM_NAMES.map((name) => join(folder, name))).find((path) => existsSync(path));
}

/** Unpacks the package's browser once into a folder of 250 MB. */
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
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // else another process has unpacked it meanwhile
  }
  return folder;
}

/** The package's configuration names folders of Lambda. Without a font, text has no height and cannot be clicked. */
function buildFontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}</dir><cachedir>${folder}/cache</cachedir></fontconfig>
`;
}
