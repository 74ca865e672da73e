/** Saved Logs Insights queries over the log groups of one area: application, api, etl, model, error. */
import { CfnQueryDefinition, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { RiskStack } from '../foundation/risk-stack.ts';

/** Area → folders of lambdas/ that belong to it; ADR 0010 explains why areas are queries and not log groups. */
const AREAS: Record<string, readonly string[]> = {
  api: ['prediction-api'],
  etl: ['onboarding', 'ingest', 'features', 'quality', 'reporting', 'recovery', 'audit', 'privacy', 'events'],
  model: ['training', 'jobs', 'scoring', 'simulation', 'monitoring'],
};

const COLUMNS = 'fields @timestamp, service, level, message';

interface Query {
  area: string;
  name: string;
  text: string;
}

const QUERIES: readonly Query[] = [
  {
    area: 'application',
    name: 'what an execution, run or request did',
    text: `${COLUMNS}, execution, run_id, error.name, error.message
| filter @message like "PUT-AN-ID-HERE"
| sort @timestamp asc`,
  },
  {
    area: 'api',
    name: 'slow and refused requests',
    text: `fields @timestamp, requestId, httpMethod, resourcePath, status, responseLength, @message
| filter status >= 400 or @duration > 200
| sort @timestamp desc`,
  },
  {
    area: 'api',
    name: 'duration by function, 5 minutes',
    text: `filter @type = "REPORT"
| stats count() as calls, pct(@duration, 50) as p50, pct(@duration, 95) as p95, max(@initDuration) as start by @log, bin(5m)`,
  },
  {
    area: 'etl',
    name: 'steps of a run',
    text: `fields @timestamp, service, run_id, partition, message, milliseconds, outcome
| filter message = "done" or level in ["WARN", "ERROR"]
| sort @timestamp asc`,
  },
  {
    area: 'model',
    name: 'training, scoring and drift',
    text: `fields @timestamp, service, job_name, scoring_id, message, outcome, reasons.0
| filter message in ["done", "drift or degradation", "failed"]
| sort @timestamp desc`,
  },
  {
    area: 'error',
    name: 'errors of everything',
    text: `${COLUMNS}, error.name, error.message, execution, run_id, function_request_id
| filter level = "ERROR" or @message like "Task timed out" or @message like "Runtime.ExitError"
| sort @timestamp desc`,
  },
];

/** A saved query takes no more (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html). */
const MAX_GROUPS_OF_A_QUERY = 50;

interface NamedGroup {
  group: LogGroup;
  name: string;
}

export class LogQueries extends Construct {
  /** Create it after all other stacks, because it collects their log groups. */
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { parameterPrefix } = RiskStack.of(this);
    const groups = this.node.root.node
      .findAll()
      .filter((construct): construct is LogGroup => construct instanceof LogGroup)
      .map((group) => ({ group, name: readLogGroupName(group) }))
      .filter(({ name }) => name.startsWith(`${parameterPrefix}/`))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    QUERIES.forEach((query, index) => {
      const stages = AREAS[query.area]?.map((stage) => `${parameterPrefix}/${stage}/`);
      const chosen = groups.filter(({ name }) => !stages || stages.some((stage) => name.startsWith(stage)));
      this.saveQuery(`Query${index}`, query, chosen);
    });
  }

  /** Saves the query, in several parts where its log groups are too many for one. */
  private saveQuery(id: string, { area, name, text }: Query, groups: readonly NamedGroup[]): void {
    const { prefix } = RiskStack.of(this);
    const parts = Math.ceil(groups.length / MAX_GROUPS_OF_A_QUERY);
    const size = Math.ceil(groups.length / parts);
    for (let part = 0; part < parts; part += 1) {
      const chosen = groups.slice(part * size, (part + 1) * size);
      const suffix = parts > 1 ? ` (${part + 1} of ${parts})` : '';
      const query = new CfnQueryDefinition(this, part === 0 ? id : `${id}Part${part + 1}`, {
        name: `${prefix}/${area}/${name}${suffix}`,
        queryString: text,
        logGroupNames: chosen.map((group) => group.name),
      });
      // CloudWatch Logs refuses names of groups that do not exist, in this stack or another.
      query.node.addDependency(...chosen.map(({ group }) => group));
    }
  }
}

/** Reads the literal name; `logGroup.logGroupName` is a CDK reference. */
const readLogGroupName = (group: LogGroup): string => {
  const { logGroupName } = group.node.defaultChild as unknown as { logGroupName?: string };
  return logGroupName ?? '';
};
