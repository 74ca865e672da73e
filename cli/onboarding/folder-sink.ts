/** Writes the deliveries of an import into a folder; a delivery that an earlier run left there is replaced as a whole. */
import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import type { DeliveryFile, DeliverySink } from '../../lambdas/onboarding/contract/delivery-sink.ts';
import type { Manifest } from '../../lambdas/shared/landing/manifest.ts';
import { MANIFEST_NAME } from '../../lambdas/shared/object-keys.ts';
import { OutFolderUnusable } from './raw-file-errors.ts';

/** Only its owner reads it: it holds personal data in clear. */
const PRIVATE_FOLDER = { recursive: true, mode: 0o700 } as const;

/**
 * A sink that writes below `folder` and, until it publishes, into a folder beside it.
 * @throws {OutFolderUnusable} when the folder holds something else, which it would replace
 * @param folder folder of `--data`: it will hold the `as_of=…` folders
 */
export async function openFolderSink(folder: string): Promise<DeliverySink> {
  requireOwnFolder(folder);
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, PRIVATE_FOLDER);
  const openDay = async (asOf: string): Promise<string> => {
    const day = join(draft, `as_of=${asOf}`);
    await mkdir(day, PRIVATE_FOLDER);
    return day;
  };
  return {
    filePrefix: '',
    async openFile({ asOf, name }: DeliveryFile): Promise<Writable> {
      return createWriteStream(join(await openDay(asOf), name), { mode: 0o600 });
    },
    async publish(manifests: readonly Manifest[]) {
      for (const manifest of manifests) {
        const path = join(await openDay(manifest.as_of), MANIFEST_NAME);
        await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
      }
      await rm(folder, { recursive: true, force: true });
      await rename(draft, folder);
    },
    discard: () => rm(draft, { recursive: true, force: true }),
  };
}

function requireOwnFolder(folder: string): void {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const foreign = names.find((name) => !/^as_of=\d{4}-\d{2}-\d{2}$/.test(name));
  if (foreign) {
    throw new OutFolderUnusable(`${folder} holds ${foreign}, which is no delivery: name another folder with --out`);
  }
}
