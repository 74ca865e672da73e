/** Stores a mapping in an environment, so that its inbox takes files by it. */
import { Readable } from 'node:stream';
import { requireDailyMapping } from '../../lambdas/onboarding/contract/daily-mapping.ts';
import { parseMapping } from '../../lambdas/onboarding/conversion/mapping-file.ts';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { inboxPrefix, mappingKey } from '../../lambdas/shared/object-keys.ts';
import type { OperatorEnvironment } from '../environment/operator-environment.ts';
import { readMappingText } from './read-mapping-text.ts';

/**
 * Stores the mapping under its name; the one before stays as an older version of the object.
 * @throws {RawFileRefused} when it is no mapping, or none for files of every day
 */
export async function installMapping(path: string, { parameter, progress }: OperatorEnvironment): Promise<void> {
  const text = await readMappingText(path);
  const mapping = parseMapping(text);
  requireDailyMapping(mapping);
  progress.start(`Install the mapping ${mapping.name}`);
  await getObjectStore().putStream(
    parameter('model/bucket'),
    mappingKey(mapping.name),
    Readable.from([Buffer.from(text)]),
  );
  progress.finish(mappingKey(mapping.name));
  console.log(
    `\n  Files that arrive below s3://${parameter('landing/bucket')}/${inboxPrefix(mapping.name)} become deliveries of their day.`,
  );
}
