/** What the portfolio risk report contains, whether as a page, as CSV or as an announcement. */
import type { Figures } from './figures.ts';
import type { RecentAlarm } from './read-recent-alarms.ts';

export interface ReportContent {
  environment: string;
  generatedAt: Date;
  figures: Figures;
  /** Null when CloudWatch did not answer. */
  alarms: RecentAlarm[] | null;
}
