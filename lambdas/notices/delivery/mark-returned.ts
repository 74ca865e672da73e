/** Notes that an e-mail with a notice came back: the applicant is owed one again. */
import { type Database, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

/** Returns how many notices came back: none where the message is not one of a notice. */
export async function markReturned(database: Database, messageId: string): Promise<number> {
  const found = await database.query<{ notice_id: string }>(readSqlFile('notices/find_message.sql'), {
    message_id: messageId,
  });
  for (const { notice_id } of found) {
    await database.query(readSqlFile('notices/mark_undelivered.sql'), {
      ...{ notice_id: uuid(notice_id), state: 'returned' },
      why: 'the e-mail came back: its address does not take it',
    });
  }
  return found.length;
}
