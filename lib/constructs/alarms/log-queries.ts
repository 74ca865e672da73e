/** Saved Logs Insights queries over the log groups of one area: application, api, etl, model, error. */
import { CfnQueryDefinition, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { RiskStack } from '../foundation/risk-stack.ts';

/** Area → folders of lambdas/ that belong to it; ADR 0010 explains why areas are queries and not log groups. */
const AREAS: Record<string, readonly string[]> = {
  api: ['prediction-api'],
  etl: ['ingest', 'features', 'quality', 'reporting', 'recovery'],
  model: ['training', 'jobs', 'scoring', 'monitoring'],
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

export class LogQueries extends Construct {
  /** Create it after all other stacks, because it collects their log groups. */
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { prefix, parameterPrefix } = RiskStack.of(this);
    const groups = this.node.root.node
      .findAll()
      .filter((construct): construct is LogGroup => construct instanceof LogGroup)
      .map((group) => readLogGroupName(group))
      .filter((name) => name.startsWith(`${parameterPrefix}/`))
      .sort();
    QUERIES.forEach(({ area, name, text }, index) => {
      const stages = AREAS[area]?.map((stage) => `${parameterPrefix}/${stage}/`);
      const searched = groups.filter((group) => !stages || stages.some((stage) => group.startsWith(stage)));
      splitGroups(searched).forEach((logGroupNames, part, parts) => {
        const suffix = parts.length > 1 ? ` (${part + 1} of ${parts.length})` : '';
        new CfnQueryDefinition(this, `Query${index}${part > 0 ? `Part${part + 1}` : ''}`, {
          name: `${prefix}/${area}/${name}${suffix}`,
          queryString: text,
          logGroupNames,
        });
      });
    });
  }
}

/**
 * Log groups that one query can search.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const MAX_GROUPS = 50;

function splitGroups(groups: readonly string[]): string[][] {
  const size = Math.ceil(groups.length / Math.ceil(groups.length / MAX_GROUPS));
  return Array.from({ length: Math.ceil(groups.length / size) }, (_, i) => groups.slice(i * size, (i + 1) * size));
}

/** Reads the literal name; `logGroup.logGroupName` is a CDK reference. */
const readLogGroupName = (group: LogGroup): string => {
  const { logGroupName } = group.node.defaultChild as unknown as { logGroupName?: string };
  return logGroupName ?? '';
};
