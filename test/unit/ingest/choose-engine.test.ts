/** The choice of the engine that builds a run's features. */
import { describe, expect, test } from '@jest/globals';
import { parseEngine } from '../../../cli/journey/engine.ts';
import { InvalidSetting } from '../../../cli/terminal/command-error.ts';
import { chooseEngine, RequestedEngine, replaceSpark } from '../../../lambdas/ingest/runs/choose-engine.ts';
import { loadEnvironmentConfig } from '../../../lib/config.ts';

const files = (...sizes: number[]) => sizes.map((size_bytes) => ({ size_bytes }));
const THRESHOLD = 1_000_000_000;

describe('auto', () => {
  test.each<[string, number[], 'sql' | 'spark']>([
    ['nothing', [], 'sql'],
    ['one small file', [10], 'sql'],
    ['exactly the threshold', [THRESHOLD], 'sql'],
    ['a byte more', [THRESHOLD + 1], 'spark'],
    ['files that are more together', [400_000_000, 400_000_000, 200_000_001], 'spark'],
    ['more than 32 bits count', [2 ** 40], 'spark'],
  ])('%s', (_, sizes, engine) => {
    expect(chooseEngine('auto', files(...sizes), THRESHOLD)).toBe(engine);
  });

  test('a threshold of zero sends every row to Spark', () => {
    expect(chooseEngine('auto', files(1), 0)).toBe('spark');
    expect(chooseEngine('auto', files(), 0)).toBe('sql');
  });
});

test.each(['sql', 'spark'] as const)('a request for %s decides, whatever the size', (engine) => {
  for (const size of [0, THRESHOLD, 2 * THRESHOLD]) {
    expect(chooseEngine(engine, files(size), THRESHOLD)).toBe(engine);
  }
});

test('without Spark, PostgreSQL builds every day, and a large one with a warning', () => {
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) };
  expect(replaceSpark('sql', logger)).toBe('sql');
  expect(warnings).toEqual([]);
  expect(replaceSpark('spark', logger)).toBe('sql');
  expect(warnings).toEqual([expect.stringMatching(/no Spark.*PostgreSQL.*EMR_SERVERLESS_IMAGE/)]);
});

test('the threshold is 1 GB in every environment', () => {
  for (const name of ['local', 'dev', 'prod']) {
    expect(loadEnvironmentConfig(name, {}).etl.spark_threshold_bytes).toBe(1_000_000_000);
  }
});

test('the command and the workflow accept the same engines', () => {
  expect(RequestedEngine.options).toEqual(['auto', 'sql', 'spark']);
  for (const name of RequestedEngine.options) expect(parseEngine(name)).toBe(name);
  for (const word of ['Spark', '', 'duckdb']) {
    expect(RequestedEngine.safeParse(word).success).toBe(false);
    expect(() => parseEngine(word)).toThrow(InvalidSetting);
  }
});
