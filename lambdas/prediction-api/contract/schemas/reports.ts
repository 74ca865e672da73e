/**
 * Schema of a report that dashboards show, from aggregates. Each delivered application counts once, with its newest
 * score; a decision is that of the override that holds, where there is one. What-ifs are not counted. Without data,
 * lists are empty and single values are null. Open `reports/` to change a report.
 */
import { z } from 'zod';
import { Period } from './performance.ts';
import { Alarm, AlarmsReport } from './reports/alarms.ts';
import { PeriodBefore, PortfolioTotals, ReportFilter } from './reports/filtered.ts';
import { Drift, DriftReport, ImportanceReport, PerformanceReport } from './reports/monitoring.ts';
import { DistributionReport, FiltersReport, OverviewReport, TrendsReport } from './reports/portfolio.ts';
import { ScoreBandsReport } from './reports/score-bands.ts';
import { Segment, SegmentsReport } from './reports/segments.ts';

export const Report = z
  .discriminatedUnion('report', [
    OverviewReport,
    DistributionReport,
    ScoreBandsReport,
    SegmentsReport,
    TrendsReport,
    FiltersReport,
    PerformanceReport,
    DriftReport,
    ImportanceReport,
    AlarmsReport,
  ])
  .describe('The report that the path names');

export type Report = z.infer<typeof Report>;
export type ReportOf<Name extends Report['report']> = Extract<Report, { report: Name }>;

/** Components of the OpenAPI document. */
export const reportComponents = {
  Report,
  OverviewReport,
  DistributionReport,
  ScoreBandsReport,
  SegmentsReport,
  TrendsReport,
  FiltersReport,
  PerformanceReport,
  DriftReport,
  ImportanceReport,
  AlarmsReport,
  Alarm,
  Segment,
  Drift,
  Period,
  ReportFilter,
  PortfolioTotals,
  PeriodBefore,
};
