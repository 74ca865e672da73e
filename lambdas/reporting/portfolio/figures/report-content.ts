/** Defines the content of the portfolio risk report, which its page, its CSV file and its announcement show. */
import type { Figures } from './figures.ts';
import type { RecentAlarm } from './read-recent-alarms.ts';

export interface ReportContent {
  environment: string;
  generatedAt: Date;
  figures: Figures;
  /** Null when CloudWatch did not answer. */
  alarms: RecentAlarm[] | null;
}
