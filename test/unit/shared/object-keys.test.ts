/** Tests that object keys are parsed as they are built, and that other keys are refused. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as keys from '../../../lambdas/shared/object-keys.ts';
import { TableName } from '../../../lambdas/shared/runs/run.ts';

const runId = '0193a1b2-0000-7000-8000-000000000001';
const fileName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/);
const table = fc.constantFrom(...TableName.options);

describe('landing keys', () => {
  test('a delivery folder contains the manifest and the files', () => {
    expect(keys.manifestKey('2005-10-01')).toBe('landing/as_of=2005-10-01/manifest.json');
    expect(keys.landingKey('2005-10-01', 'customers.csv.gz')).toBe('landing/as_of=2005-10-01/customers.csv.gz');
  });

  test('are parsed, and other keys are no deliveries', () => {
    expect(keys.parseLandingKey('landing/as_of=2005-10-01/a.csv')).toEqual({ as_of: '2005-10-01', file: 'a.csv' });
    for (const key of ['landing/readme.txt', 'landing/as_of=2005-10-01/deeper/a.csv', 'as_of=2005-10-01/a.csv']) {
      expect(keys.parseLandingKey(key)).toBeNull();
    }
  });
});

describe('run keys', () => {
  test('a part and rejected lines are parsed', () => {
    fc.assert(
      fc.property(table, fileName, fc.integer({ min: 1, max: 99_999 }), (name, file, part) => {
        expect(keys.parseRunObjectKey(keys.partKey(runId, name, file, part))).toEqual({
          kind: 'part',
          run_id: runId,
          table: name,
          file,
          part,
        });
        expect(keys.parseRunObjectKey(keys.rejectedKey(runId, name, file, part))).toEqual({
          kind: 'rejected',
          run_id: runId,
          table: name,
          file,
          part,
        });
      }),
    );
  });

  test('each attempt writes to different keys that parse to the same parts', () => {
    const key = keys.partKey(runId, 'customers', 'a.csv', 1);
    expect(keys.attemptKey(key, '0123abcd')).toBe(`runs/${runId}/0123abcd/parts/customers/a.csv/0001.csv.gz`);
    expect(keys.parseRunObjectKey(keys.attemptKey(key, '0123abcd'))).toEqual(keys.parseRunObjectKey(key));
  });

  test('any other key is refused, and the error names it', () => {
    expect(() => keys.parseRunObjectKey('runs/1/parts/customers/a.csv')).toThrow(keys.InvalidObjectKey);
    expect(() => keys.parseRunObjectKey(`runs/${runId}/parts/customers/a.csv`)).toThrow(keys.InvalidObjectKey);
  });
});

describe('scoring keys', () => {
  test('an output is named after its input, split or not', () => {
    const input = keys.scoringInputPrefix('s1', 3);
    expect(input).toBe('scoring/s1/input/p03');
    for (const key of [input, `${input}_part2`]) {
      const { scoring_id, name } = keys.parseScoringInputKey(key);
      expect(keys.scoringOutputKey(scoring_id, name)).toBe(`${key.replace('input', 'output')}.tsv.gz`);
    }
    expect(() => keys.parseScoringInputKey('scoring/s1/output/p03')).toThrow(keys.InvalidObjectKey);
  });
});

test('training and model keys', () => {
  expect(keys.trainingDataPrefix('job-1')).toBe('training/job-1/data/');
  expect(keys.trainingFeaturesKey('job-1')).toBe('training/job-1/features.json');
  expect(keys.jobModelKey('job-1', 'model.onnx')).toBe('jobs/job-1/output/model/model.onnx');
  expect(keys.modelOnnxKey('20051001T020000Z-0a1b2c3d')).toBe('models/20051001T020000Z-0a1b2c3d/model.onnx');
});
