/** Short names for the response types of the generated API client. */
import type { components, paths } from '../../../clients/typescript/api.ts';

type Schemas = components['schemas'];

export type Overview = Schemas['OverviewReport'];
export type Totals = Schemas['PortfolioTotals'];
/** What every report with filters has. */
export type Filtered = Pick<Overview, 'totals' | 'before' | 'currency' | 'filter' | 'refreshed_at'>;
export type Distribution = Schemas['DistributionReport'];
export type Performance = Schemas['PerformanceReport'];
export type Comparison = NonNullable<NonNullable<Performance['challenger']>['comparison']>;
export type Segments = Schemas['SegmentsReport'];
export type Trends = Schemas['TrendsReport'];
export type ScoreBands = Schemas['ScoreBandsReport'];
export type FilterOptions = Schemas['FiltersReport'];
export type DriftReport = Schemas['DriftReport'];
export type Drift = Schemas['Drift'];
export type Importance = Schemas['ImportanceReport'];
export type FeatureEffect = Importance['features'][number]['effects'][number];
export type Alarm = Schemas['Alarm'];
type Report = Schemas['Report'];
export type ReportName = Report['report'];
export type ReportByName<Name extends ReportName> = Extract<Report, { report: Name }>;
export type RunSummary = Schemas['RunSummary'];
/** Which runs a page of the list shows; `before` is the `next_before` of the list with newer runs. */
export type RunFilter = Omit<NonNullable<paths['/v1/runs']['get']['parameters']['query']>, 'limit'>;
export type Run = Schemas['Run'];
export type ModelSummary = Schemas['ModelSummary'];
export type Model = Schemas['Model'];
export type ModelMetrics = Schemas['ModelMetrics'];
export type Prediction = Schemas['Prediction'];
export type RiskScore = Schemas['RiskScore'];
export type Evidence = Schemas['PredictionEvidence'];
export type Counterfactuals = Schemas['Counterfactuals'];
export type Counterfactual = Schemas['Counterfactual'];
export type ActionableFeature = Schemas['ActionableFeature'];
export type WhatIf = Schemas['WhatIf'];
export type Import = Schemas['Import'];
export type ImportSummary = Schemas['ImportList']['imports'][number];
export type ImportColumn = Schemas['ImportColumn'];
export type ImportAnswers = Schemas['ImportAnswers'];
export type ColumnMapping = NonNullable<ImportAnswers['columns']>[number];
export type Decision = Prediction['decision'];
export type Override = Schemas['Override'];
export type PolicySummary = Schemas['PolicySummary'];
export type Policy = Schemas['Policy'];
export type PolicyState = PolicySummary['state'];
export type PolicyCheck = Schemas['PolicyCheck'];
export type PolicySegment = Schemas['PolicySegment'];
export type Assignment = Schemas['Assignment'];
export type ChangeRequest = Schemas['Request'];
export type RequestFilter = Omit<NonNullable<paths['/v1/requests']['get']['parameters']['query']>, 'limit'>;
export type SimulationSummary = Schemas['SimulationSummary'];
export type SimulationResult = Schemas['SimulationResult'];
export type SimulatedSet = Schemas['SimulatedSet'];
export type SimulatedFigures = Schemas['SimulatedFigures'];
export type SimulatedOutcomes = Schemas['SimulatedOutcomes'];
export type SimulatedCurve = Schemas['SimulatedCurve'];
export type AuditEvent = Schemas['AuditEvent'];
/** Which audit events a page of the list shows. */
export type AuditFilter = Omit<NonNullable<paths['/v1/audit-events']['get']['parameters']['query']>, 'limit'>;
/** Not the browser's. */
export type LenderEvent = Schemas['Event'];
export type Webhook = Schemas['Webhook'];
export type WebhookRequest = Schemas['CreateWebhookRequest'];
export type WebhookChange = Schemas['ChangeWebhookRequest'];
/** What the list of events is filtered by. */
export type EventFilter = Omit<NonNullable<paths['/v1/events']['get']['parameters']['query']>, 'limit'>;
export type Experiment = Schemas['Experiment'];
export type ExperimentSummary = Schemas['ExperimentSummary'];
export type ExperimentResults = Schemas['ExperimentResults'];
/** A person who may sign in, with roles. */
export type Member = Schemas['PeopleList']['people'][number];
export type Role = Member['roles'][number];
export type Case = Schemas['Case'];
export type CaseSummary = Schemas['CaseSummary'];
export type CaseFigures = Schemas['CaseFigures'];
/** Which cases a page of the queue shows; `after` is the `next_after` of the page before. */
export type CaseFilter = Omit<NonNullable<paths['/v1/cases']['get']['parameters']['query']>, 'limit'>;
export type CaseStep = Case['can'][number];
export type CaseDecision = Schemas['DecideCaseRequest'];
export type ReasonCode = Schemas['ReasonCodes']['reason_codes'][number];
/** A person who decides cases or confirms decisions. */
export type Reviewer = Schemas['Reviewers']['reviewers'][number];
export type Restriction = Schemas['Restriction'];
export type Correction = Schemas['Correction'];
export type Retention = Schemas['Retention'];
export type PrivacyRequest = Schemas['PrivacyRequest'];
export type NewPrivacyRequest = Schemas['CreatePrivacyRequest'];
export type PrivacyFilter = Omit<NonNullable<paths['/v1/privacy-requests']['get']['parameters']['query']>, 'limit'>;
