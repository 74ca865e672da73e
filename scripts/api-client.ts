/**
 * Writes the types of the TypeScript client from the OpenAPI document.
 *
 *   npm run api:client               writes clients/typescript/api.ts
 *   npm run api:client -- --check    fails where it is not what would be written
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openApiDocument } from '../lambdas/prediction-api/contract/openapi.ts';

const TARGET = join(import.meta.dirname, '../clients/typescript/api.ts');
const HEADER = '/** Made from the OpenAPI document by `npm run api:client`: change the zod schemas instead. */\n\n';

// The generator prints by TypeScript's JavaScript interface, which TypeScript 7 no longer has; ts-morph carries it.
registerHooks({
  resolve: (name, context, next) => next(name === 'typescript' ? '@ts-morph/common/dist/typescript.js' : name, context),
});
const { astToString, default: typesOf } = await import('openapi-typescript');

const text = HEADER + astToString(await typesOf(openApiDocument() as never, { alphabetize: true }));
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
if (!values.check) writeFileSync(TARGET, text);
else if (readFileSync(TARGET, 'utf8') !== text) {
  console.error('clients/typescript/api.ts is not what the OpenAPI document says: run npm run api:client');
  process.exitCode = 1;
}
