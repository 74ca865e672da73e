/** What the calls about notices use. */
import type { Database } from '../../shared/aws/database.ts';
import type { ReadName } from '../../shared/aws/person-names.ts';
import type { IssueServices } from '../../shared/notices/issue-notice.ts';
import type { SignNoticeFile } from './sign-notice-file.ts';

export interface NoticeDependencies {
  database: Database;
  readName: ReadName;
  /** Channel, files and links of notices that are issued. */
  issuing: () => Omit<IssueServices, 'database'>;
  signFile: SignNoticeFile;
}
