/**
 * Takes a file out of the uploads: an accepted one is written to the attachments, a refused one goes. The bytes that were
 * checked are the bytes that are stored, whatever is uploaded meanwhile. Repeatable: an upload without a waiting attachment
 * is removed.
 */
import { createHash } from 'node:crypto';
import type { AttachmentFault, AttachmentType } from '../../shared/attachments/media-types.ts';
import { type Sql, uuid } from '../../shared/aws/database.ts';
import { ObjectMissing, type ObjectStore } from '../../shared/aws/object-store.ts';
import { attachmentKey, parseCaseUploadKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { checkFile } from './check-file.ts';

export interface UploadTools {
  database: Sql;
  store: ObjectStore;
  bucket: string;
  /** Removes an upload. */
  remove(key: string): Promise<void>;
}

/** `gone`: it is no upload any more, or none of ours. */
export type UploadOutcome = 'accepted' | 'refused' | 'gone';

interface Announced {
  media_type: AttachmentType;
  bytes: number;
  state: 'uploaded' | 'accepted' | 'refused';
}

/**
 * Checks an upload and stores what comes of it.
 * @throws {InvalidObjectKey} when the key is not of an upload
 */
export async function checkUpload(tools: UploadTools, key: string): Promise<UploadOutcome> {
  const { database, store, bucket, remove } = tools;
  const { attachment_id } = parseCaseUploadKey(key);
  const id = { attachment_id: uuid(attachment_id) };
  const [announced] = await database.query<Announced>(readSqlFile('cases/attachments/read_upload.sql'), id);
  if (announced?.state !== 'uploaded') {
    await remove(key);
    return 'gone';
  }
  const bytes = await readUpload(tools, key, announced.bytes);
  if (bytes === undefined) return 'gone';
  const fault = bytes.length === announced.bytes ? await checkFile(bytes, announced.media_type) : 'wrong-size';
  if (fault === null) {
    await store.putOnce(bucket, attachmentKey(attachment_id), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await database.query(readSqlFile('cases/attachments/accept_attachment.sql'), { ...id, sha256 });
  } else {
    await refuse(database, id, fault);
  }
  await remove(key);
  return fault === null ? 'accepted' : 'refused';
}

async function refuse(database: Sql, id: { attachment_id: { uuid: string | null } }, reason: AttachmentFault) {
  await database.query(readSqlFile('cases/attachments/refuse_attachment.sql'), { ...id, reason });
}

/** One byte more than announced shows that there is more. */
async function readUpload({ store, bucket }: UploadTools, key: string, bytes: number): Promise<Buffer | undefined> {
  try {
    return await store.getRange(bucket, key, 0, bytes + 1);
  } catch (error) {
    if (error instanceof ObjectMissing) return undefined;
    throw error;
  }
}
