/** Settings of the Spark process of a local job, for small and large input. */
import { expect, test } from '@jest/globals';
import { computeSparkSettings } from '../../../cli/local/jobs/emr-serverless/spark-settings.ts';

const settings = (inputBytes: number, memory?: string) =>
  computeSparkSettings({ inputBytes, cores: 2, memory, scratchFolder: '/scratch' });

test('small input gets the simple compiler and two partitions a core', () => {
  expect(settings(25e6)).toMatchObject({
    'spark.master': 'local[2]',
    'spark.driver.memory': '2g',
    'spark.driver.extraJavaOptions': expect.stringContaining('TieredStopAtLevel=1'),
    'spark.local.dir': '/scratch',
    'spark.sql.shuffle.partitions': '4',
  });
});

test('large input gets more memory, but not in proportion, and partitions that fit a task', () => {
  const { 'spark.driver.memory': memory, 'spark.sql.shuffle.partitions': partitions, ...others } = settings(5e9);
  expect([memory, partitions]).toEqual(['4g', '150']);
  expect(others).not.toHaveProperty('spark.driver.extraJavaOptions');
});

test('a given memory size is used', () => {
  expect(settings(5e9, '1g')).toMatchObject({ 'spark.driver.memory': '1g' });
});

test('it listens on this machine only', () => {
  expect(settings(0)).toMatchObject({ 'spark.driver.bindAddress': '127.0.0.1', 'spark.ui.enabled': 'false' });
});
