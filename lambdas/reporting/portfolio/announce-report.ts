/** Announces the report to its subscribers: key figures, findings, and where the report is stored. */
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { breakLinks } from '../../shared/break-links.ts';
import { listKeyFigures } from './figures/key-figures.ts';
import { listPortfolioFindings } from './figures/list-findings.ts';
import type { ReportContent } from './figures/report-content.ts';

export interface Announcement extends ReportContent {
  bucket: string;
  keys: { html: string; csv: string };
}

/** SNS accepts at most 100 ASCII characters. */
const MAX_SUBJECT_CHARACTERS = 100;

/** Publishes one message to the topic. */
export async function announceReport(sns: SNSClient, topicArn: string, announcement: Announcement): Promise<void> {
  const { subject, message } = formatAnnouncement(announcement);
  await sns.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message }));
}

/** Formats plain text, for a mail or a chat. Findings name features, whose labels a lender may choose. */
export function formatAnnouncement({ environment, figures, alarms, bucket, keys }: Announcement): {
  subject: string;
  message: string;
} {
  const asOf = figures.trend.at(-1)?.as_of ?? 'nothing scored yet';
  const findings = listPortfolioFindings(figures, alarms);
  const lines = [
    `Portfolio risk report, ${environment}, portfolio as of ${asOf}.`,
    '',
    ...listKeyFigures(figures).map(({ name, figure, note }) => `${name}: ${figure}${note ? ` (${note})` : ''}`),
    '',
    findings.length > 0 ? 'What needs attention:' : 'Nothing needs attention.',
    ...findings.map(({ weight, text }) => `- ${weight === 'high' ? 'High' : 'Watch'}: ${breakLinks(text)}`),
    '',
    `Report:  s3://${bucket}/${keys.html}`,
    `Figures: s3://${bucket}/${keys.csv}`,
    `To read it: npm run report -- --env ${environment} --newest, or aws s3 cp s3://${bucket}/${keys.html} .`,
  ];
  const subject = `Portfolio risk report ${asOf} (${environment})`.slice(0, MAX_SUBJECT_CHARACTERS);
  return { subject, message: lines.join('\n') };
}
