/** Reads the file of a mapping. */
import { resolve } from 'node:path';
import { RawFileRefused } from '../../lambdas/onboarding/contract/refusals.ts';
import { openLocalFile } from '../../lambdas/onboarding/readers/local-file.ts';

/** A mapping is a small document that a person writes. */
const MAX_MAPPING_BYTES = 2 ** 20;

/** @throws {RawFileRefused} when it cannot be read (FileUnreadable), or is far too long for one (InvalidMapping) */
export async function readMappingText(path: string): Promise<string> {
  const file = await openLocalFile(resolve(path));
  if (file.bytes > MAX_MAPPING_BYTES) {
    throw new RawFileRefused(
      'InvalidMapping',
      `${file.name} is too large for a mapping: name the mapping.yaml that npm run onboard wrote`,
    );
  }
  return (await file.read(0, file.bytes)).toString('utf8').replace(/^\ufeff/, '');
}
