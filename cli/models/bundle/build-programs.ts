/** Builds the programs of a bundle with the lender's public key inside: the page `index.html` and `score.mjs` for Node.js. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../../..');
const RUNTIME = 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm';

/** Files of a bundle by name. */
export type Programs = Record<'index.html' | 'score.mjs' | 'ort-wasm-simd-threaded.wasm', Uint8Array>;

/**
 * Builds the programs in about a second.
 * @param publicKey SPKI in DER
 */
export async function buildPrograms(publicKey: Uint8Array): Promise<Programs> {
  const define = { EDGE_PUBLIC_KEY: JSON.stringify(Buffer.from(publicKey).toString('base64')) };
  const [page, node] = await Promise.all([
    // A classic script, because a page that is opened as a file loads no modules.
    bundle('edge/page/main.ts', {
      format: 'iife',
      platform: 'browser',
      define: { ...define, 'import.meta.url': '""' },
    }),
    bundle('edge/node/score.ts', { format: 'esm', platform: 'node', define }),
  ]);
  return {
    'index.html': Buffer.from(buildPage(page)),
    'score.mjs': Buffer.from(node),
    'ort-wasm-simd-threaded.wasm': readFileSync(join(ROOT, RUNTIME)),
  };
}

async function bundle(
  entry: string,
  options: { format: 'iife' | 'esm'; platform: 'browser' | 'node'; define: Record<string, string> },
): Promise<string> {
  const { outputFiles } = await build({
    ...options,
    entryPoints: [join(ROOT, entry)],
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    write: false,
    target: options.platform === 'node' ? 'node22' : ['chrome123', 'firefox138', 'safari18.4'],
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

/**
 * The page with style and script inside. Its policy permits nothing else: no other script, no other origin; the runtime is
 * compiled from verified bytes.
 */
function buildPage(script: string): string {
  const style = readFileSync(join(ROOT, 'edge/page/page.css'), 'utf8');
  // An HTML parser ends the script at its end tag, wherever that stands.
  const inner = script.replaceAll('</script', '<\\/script');
  const policy = [
    "default-src 'none'",
    `script-src '${hashSource(inner)}' 'wasm-unsafe-eval'`,
    `style-src '${hashSource(style)}'`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  const template = readFileSync(join(ROOT, 'edge/page/index.html'), 'utf8');
  return template
    .replace('%POLICY%', () => policy)
    .replace('%STYLE%', () => style)
    .replace('%SCRIPT%', () => inner);
}

const hashSource = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
