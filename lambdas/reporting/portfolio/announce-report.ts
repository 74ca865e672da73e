/** What subscribers of the report are told: the key figures, what needs attention, and where the report lies. */
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { listFindings } from './list-findings.ts';
import { listKeyFigures, type ReportContent } from './page/report-page.ts';

export interface Announcement extends ReportContent {
  bucket: string;
  keys: { html: string; csv: string };
}

/** SNS takes at most 100 ASCII characters for a subject. */
const SUBJECT_CHARACTERS = 100;

/** Publishes one message. */
export async function announceReport(sns: SNSClient, topicArn: string, report: Announcement): Promise<void> {
  const { subject, message } = formatAnnouncement(report);
  await sns.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message }));
}

/** Plain text, for a mail or a chat. */
export function formatAnnouncement(report: Announcement): { subject: string; message: string } {
  const { environment, figures, alarms, bucket, keys } = report;
  const asOf = figures.trend.at(-1)?.as_of ?? 'nothing scored yet';
  const findings = listFindings(figures, alarms);
  const lines = [
    `Portfolio risk report, ${environment}, portfolio as of ${asOf}.`,
    '',
    ...listKeyFigures(figures).map(({ name, figure, note }) => `${name}: ${figure}${note ? ` (${note})` : ''}`),
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
