/** Tells the people who get alarms why a raw file was refused, in one mail of plain text. */
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { breakLinks } from '../../shared/break-links.ts';

export interface Refusal {
  environment: string;
  bucket: string;
  key: string;
  /** Name of the reason, which docs/onboarding.md explains. */
  name: string;
  detail: string;
  /** Address of the section of the runbook, or its path in the repository. */
  runbook: string;
}

/** SNS takes 100 characters of printable ASCII. */
const MAX_SUBJECT_CHARACTERS = 100;
const MAX_DETAIL_CHARACTERS = 1000;

/** Publishes the refusal to the alert topic. */
export async function tellRefusal(sns: SNSClient, topicArn: string, refusal: Refusal): Promise<void> {
  const { subject, message } = formatRefusal(refusal);
  await sns.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message }));
}

/** Names of files and columns are the lender's: they become no links and no further lines. */
export function formatRefusal({ environment, bucket, key, name, detail, runbook }: Refusal): {
  subject: string;
  message: string;
} {
  const toLine = (text: string) => breakLinks(text.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' '));
  const lines = [
    `ticket: a raw file was refused (${environment}). Nothing of it has landed.`,
    '',
    `File:   ${toLine(`${bucket}/${key}`)}`,
    `Reason: ${name}`,
    `        ${toLine(detail.replace(`${name}: `, '')).slice(0, MAX_DETAIL_CHARACTERS)}`,
    '',
    'Correct the file and upload it again under the same name; or mend the mapping, install it, and upload the file again.',
    `What to do: ${runbook}`,
  ];
  return {
    subject: `Raw file refused: ${name} (${environment})`.slice(0, MAX_SUBJECT_CHARACTERS),
    message: lines.join('\n'),
  };
}
