/** What the calls of applicants use. */
import type { Database } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { AttachmentFiles } from './attachment-files.ts';
import type { AttachmentLimits } from './attachment-limits.ts';

export interface ContestDependencies {
  database: () => Database;
  objects: () => Pick<ObjectStore, 'putOnce'>;
  files: Pick<AttachmentFiles, 'signUpload'>;
  readSecret: () => Promise<string>;
  limits: () => AttachmentLimits;
}
