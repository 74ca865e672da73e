/** Answers of the API under short names; all come from its OpenAPI document. */
import type { components } from '../../../clients/typescript/api.ts';

type Schemas = components['schemas'];

export type Overview = Schemas['OverviewReport'];
export type Distribution = Schemas['DistributionReport'];
export type Performance = Schemas['PerformanceReport'];
export type Segments = Schemas['SegmentsReport'];
export type Trends = Schemas['TrendsReport'];
export type DriftReport = Schemas['DriftReport'];
export type Drift = Schemas['Drift'];
export type Importance = Schemas['ImportanceReport'];
export type Alarms = Schemas['AlarmsReport'];
export type Alarm = Schemas['Alarm'];
export type Report = Schemas['Report'];
export type ReportName = Report['report'];
export type ReportOf<Name extends ReportName> = Extract<Report, { report: Name }>;
export type Run = Schemas['Run'];
export type RunSummary = Schemas['RunSummary'];
export type Model = Schemas['Model'];
export type ModelSummary = Schemas['ModelSummary'];
export type ModelMetrics = Schemas['ModelMetrics'];
export type Prediction = Schemas['Prediction'];
export type Evidence = Schemas['PredictionEvidence'];
export type RiskScore = Schemas['RiskScore'];
export type Decision = Prediction['decision'];
