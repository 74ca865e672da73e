/** What subscribers of the report are told: the key figures, what needs attention, and where the report lies. */
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { attentionTo } from './attention.ts';
import { type ReportFacts, tilesOf } from './page.ts';

export interface Announcement extends ReportFacts {
  bucket: string;
  keys: { html: string; csv: string };
}

/** SNS takes at most 100 ASCII characters for a subject. */
const SUBJECT_CHARACTERS = 100;

/** Publishes one message. */
export async function announce(sns: SNSClient, topicArn: string, report: Announcement): Promise<void> {
  const { subject, message } = announcementOf(report);
  await sns.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message }));
}

/** Plain text, for a mail or a chat. */
export function announcementOf(report: Announcement): { subject: string; message: string } {
  const { environment, figures, alarms, bucket, keys } = report;
  const asOf = figures.trend.at(-1)?.as_of ?? 'nothing scored yet';
  const findings = attentionTo(figures, alarms);
  const lines = [
    `Portfolio risk report, ${environment}, portfolio as of ${asOf}.`,
    '',
    ...tilesOf(figures).map(({ name, figure, note }) => `${name}: ${figure}${note ? ` (${note})` : ''}`),
    '',
    findings.length > 0 ? 'What needs attention:' : 'Nothing needs attention.',
    ...findings.map(({ weight, text }) => `- ${weight === 'high' ? 'High' : 'Watch'}: ${text}`),
    '',
    `Report:  s3://${bucket}/${keys.html}`,
    `Figures: s3://${bucket}/${keys.csv}`,
    `To read it: npm run report -- --env ${environment} --newest, or aws s3 cp s3://${bucket}/${keys.html} .`,
  ];
  const subject = `Portfolio risk report ${asOf} (${environment})`.slice(0, SUBJECT_CHARACTERS);
  return { subject, message: lines.join('\n') };
}
