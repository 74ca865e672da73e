/**
 * Sends the notices that wait for e-mail, one after the other. A worker that dies after SES took a message and before the
 * row says so sends it again when its lease is over: at least once, because a notice that never arrives is the worse fault.
 */
import { createHash } from 'node:crypto';
import type { Logger } from '@aws-lambda-powertools/logger';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { type Database, uuid } from '../../shared/aws/database.ts';
import { RiskError } from '../../shared/errors.ts';
import type { Language } from '../../shared/notices/template.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { composeEmail } from './compose-email.ts';
import { NoRecipient, type Recipient } from './recipient.ts';

/** The stored file is not the one that was issued. Nothing else than the evidence is sent. */
export class NoticeFileChanged extends RiskError {
  constructor(noticeId: string) {
    super(`notice.pdf of notice ${noticeId} is not the file that was issued`);
  }
}

export interface WaitingNotice {
  notice_id: string;
  application: string;
  customer_id: string;
  language: Language;
  pdf_sha256: string;
  attempts: number;
}

export interface SendServices {
  database: Database;
  readRecipient: (customerId: string) => Promise<Recipient>;
  readPdf: (noticeId: string) => Promise<Buffer>;
  /** Sends and returns the id of the message. */
  send: (recipient: Recipient, notice: WaitingNotice, pdf: Buffer) => Promise<string>;
  hasTime: () => boolean;
}

/** Longer than an attempt takes. */
const LEASE_SECONDS = 300;
/** Over about three days, at most six hours apart. */
const MOST_ATTEMPTS = 18;
const FIRST_PAUSE_SECONDS = 300;
const LONGEST_PAUSE_SECONDS = 6 * 3600;
/** Errors of SES about one message: another attempt has the same result. */
const FINAL_ERRORS = new Set(['MessageRejected', 'BadRequestException']);

export async function sendEmails(services: SendServices, logger: Logger): Promise<{ sent: number; failed: number }> {
  const result = { sent: 0, failed: 0 };
  while (services.hasTime()) {
    const [notice] = await services.database.query<WaitingNotice>(readSqlFile('notices/take_next.sql'), {
      lease_seconds: LEASE_SECONDS,
    });
    if (!notice) break;
    try {
      await sendNotice(services, notice);
      result.sent += 1;
    } catch (error) {
      // The message of an error of SES can have the address.
      logger.warn('a notice was not sent', { notice_id: notice.notice_id, error: (error as Error).name });
      if (await giveUpOrWait(services.database, notice, error as Error)) result.failed += 1;
    }
  }
  return result;
}

async function sendNotice(services: SendServices, notice: WaitingNotice): Promise<void> {
  const { database, readRecipient, readPdf, send } = services;
  const recipient = await readRecipient(notice.customer_id);
  const pdf = await readPdf(notice.notice_id);
  if (createHash('sha256').update(pdf).digest('hex') !== notice.pdf_sha256) {
    throw new NoticeFileChanged(notice.notice_id);
  }
  const message_id = await send(recipient, notice, pdf);
  const values = { notice_id: uuid(notice.notice_id), message_id };
  await database.query(readSqlFile('notices/mark_sent.sql'), values);
}

/** Whether nobody tries again. */
async function giveUpOrWait(
  database: Database,
  { notice_id, attempts }: WaitingNotice,
  error: Error,
): Promise<boolean> {
  const isFinal = error instanceof NoRecipient || error instanceof NoticeFileChanged || FINAL_ERRORS.has(error.name);
  if (isFinal || attempts >= MOST_ATTEMPTS) {
    const why = error instanceof RiskError ? error.message : error.name;
    const values = { notice_id: uuid(notice_id), state: 'failed', why };
    await database.query(readSqlFile('notices/mark_undelivered.sql'), values);
    return true;
  }
  const seconds = Math.min(FIRST_PAUSE_SECONDS * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS);
  await database.query(readSqlFile('notices/put_off.sql'), { notice_id: uuid(notice_id), seconds });
  return false;
}

/** Sends by SES. @param sender verified address of the lender, with the configuration set that reports bounces */
export function createSender(sender: { address: string; configurationSet: string }): SendServices['send'] {
  const ses = new SESv2Client({});
  return async ({ name, email }, { notice_id, language, application }, pdf) => {
    const { subject, body } = composeEmail(language, application, name);
    const command = new SendEmailCommand({
      FromEmailAddress: sender.address,
      ConfigurationSetName: sender.configurationSet,
      Destination: { ToAddresses: [email] },
      Content: {
        Simple: {
          Subject: { Data: subject, Charset: 'UTF-8' },
          Body: { Text: { Data: body, Charset: 'UTF-8' } },
          Attachments: [
            { FileName: `notice-${notice_id}.pdf`, ContentType: 'application/pdf', RawContent: new Uint8Array(pdf) },
          ],
        },
      },
    });
    const { MessageId } = await ses.send(command);
    return MessageId ?? '';
  };
}
