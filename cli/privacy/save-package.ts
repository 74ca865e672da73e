/** Saves the package of an access request on the operator's machine, readable by its owner only. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ACCESS_FILES, accessPackageKey } from '../../lambdas/shared/object-keys.ts';
import type { OperatorEnvironment } from '../environment/operator-environment.ts';

/** Returns the paths of the files. */
export async function savePackage(
  { parameter, environment }: OperatorEnvironment,
  requestId: string,
  folder: string,
): Promise<string[]> {
  const s3 = new S3Client({ forcePathStyle: environment === 'local' });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const paths: string[] = [];
  for (const file of ACCESS_FILES) {
    const object = { Bucket: parameter('cases/bucket'), Key: accessPackageKey(requestId, file) };
    const { Body } = await s3.send(new GetObjectCommand(object));
    const path = join(folder, file);
    writeFileSync(path, (await Body?.transformToByteArray()) ?? '', { mode: 0o600 });
    paths.push(path);
  }
  return paths;
}
