/** Tests of the deployed functions: no VPC, and exactly the variables that the code reads. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type BuildOptions, buildSync } from 'esbuild';
import { findHandlerEntries } from '../../../lib/build/bundle.ts';
import { listReferences, ROOT } from '../synthesised.ts';
import { listArchived } from './archives.ts';
import { listOwnFunctions, prod } from './template.ts';

/** Where the lender's own system sends notices, the function that sends them by e-mail is left out. */
const NOT_DEPLOYED = ['deliver-notices'];

/** The variables that the code of each function requires, and those that it can do without. Lambda sets AWS_* itself. */
function listReadVariables(): Record<string, { required: string[]; optional: string[] }> {
  const entryPoints = findHandlerEntries().map((entry) => `lambdas/${entry}.lambda.ts`);
  const external = ['onnxruntime-node'];
  const options: BuildOptions = { absWorkingDir: ROOT, entryPoints, bundle: true, platform: 'node', external };
  const { metafile } = buildSync({ ...options, format: 'esm', outdir: 'unused', write: false, metafile: true });
  const read = Object.values(metafile?.outputs ?? {}).map(({ entryPoint = '', inputs }) => {
    const sources = Object.keys(inputs).filter((file) => file.startsWith('lambdas/'));
    const text = sources.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n');
    const find = (call: RegExp) => {
      const names = Array.from(text.matchAll(call), ([, name = '']) => name);
      return [...new Set(names)].filter((name) => !name.startsWith('AWS_')).sort();
    };
    const required = find(/\brequireEnv\('([A-Z_]+)'\)/g);
    return [basename(entryPoint, '.lambda.ts'), { required, optional: find(/\breadOptionalEnv\('([A-Z_]+)'\)/g) }];
  });
  return Object.fromEntries(read);
}

/** Defines the tests. The template is read when they run. */
export function describeFunctions(): void {
  describe('functions', () => {
    test('no function is in a VPC', () => {
      for (const { id, properties } of prod.ofType('Lambda::Function'))
        expect([id, properties.VpcConfig]).toEqual([id, undefined]);
    });

    test('each runs Node 24 with tracing, a time-out, a memory size and an encrypted, expiring log group', () => {
      expect(listOwnFunctions().length).toBeGreaterThanOrEqual(18);
      for (const { stack, properties } of listOwnFunctions()) {
        expect(properties).toMatchObject({
          Runtime: 'nodejs24.x',
          TracingConfig: { Mode: 'Active' },
          Timeout: expect.any(Number),
          MemorySize: expect.any(Number),
        });
        const [logGroup] = listReferences(properties.LoggingConfig.LogGroup);
        expect(prod.resources.find(({ id, stack: where }) => id === logGroup && where === stack)?.type).toBe(
          'AWS::Logs::LogGroup',
        );
      }
    });

    test('those that load ONNX Runtime run on x64, where it starts, and all others on arm64', () => {
      const onX64 = listOwnFunctions()
        .filter(({ properties }) => properties.Architectures.join() === 'x86_64')
        .map(({ properties }) => properties.FunctionName.replace('risk-prod-', ''));
      expect(onX64.toSorted()).toEqual([
        'predict',
        'replay',
        'replay-predictions',
        'score-batch-part',
        'score-part',
        'simulate-part',
      ]);
      for (const { id, properties, metadata } of listOwnFunctions()) {
        const [architecture] = properties.Architectures;
        const libraries = listArchived(join(prod.folder, metadata['aws:asset:path'])).filter((path) =>
          /bin\/napi-v[^/]+\/linux\/[^/]+\/libonnxruntime/.test(path),
        );
        const built = libraries.map((path) => (path.includes('/linux/x64/') ? 'x86_64' : 'arm64'));
        expect([id, [...new Set(built)]]).toEqual([id, architecture === 'x86_64' ? ['x86_64'] : []]);
      }
    });

    test('each has exactly the variables that its code reads', () => {
      const settings = /^(POWERTOOLS_.*|NODE_OPTIONS)$/;
      const read = listReadVariables();
      const given = listOwnFunctions().map(({ properties }) => {
        const name = properties.FunctionName.replace('risk-prod-', '');
        const variables = Object.keys(properties.Environment.Variables).filter((key) => !settings.test(key));
        return [name, variables.filter((key) => !read[name]?.optional.includes(key)).sort()];
      });
      const required = Object.entries(read)
        .filter(([name]) => !NOT_DEPLOYED.includes(name))
        .map(([name, variables]) => [name, variables.required]);
      // The migrations run as two roles, whose names are in their code.
      const variables = ['CASE_SETTINGS', 'ONE_PERSON_KINDS', 'PARAMETER_PREFIX'];
      const migrations = { migrate: variables, 'migrate-restored': variables };
      expect(Object.fromEntries(given)).toEqual({ ...Object.fromEntries(required), ...migrations });
    });

    test('log groups expire and are encrypted', () => {
      for (const { id, properties } of prod.ofType('Logs::LogGroup')) {
        expect([id, properties.RetentionInDays]).toEqual([id, 365]);
        expect([id, properties.KmsKeyId]).not.toEqual([id, undefined]);
      }
    });
  });
}
