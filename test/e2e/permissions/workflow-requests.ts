/** Requests that Step Functions makes with a workflow's role: for its tasks, logs and traces. */
import type { JudgedRequest } from './judge-request.ts';
import { ACCOUNT, type Json, type ProductionResource, REGION } from './production-resources.ts';

const DOCS = 'https://docs.aws.amazon.com/step-functions/latest/dg';
/** The rule by which Step Functions learns that a nested execution has ended. */
const MANAGED_RULE = `arn:aws:events:${REGION}:${ACCOUNT}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`;

/** Actions for logs and traces, which have no resource. */
const TELEMETRY: [string, string[]][] = [
  [
    `${DOCS}/cw-logs.html`,
    [
      'logs:CreateLogDelivery',
      'logs:GetLogDelivery',
      'logs:UpdateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:DescribeResourcePolicies',
      'logs:DescribeLogGroups',
    ],
  ],
  [
    `${DOCS}/concepts-xray-tracing.html`,
    ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
  ],
];

/** Lists the requests of one workflow. */
export function listWorkflowRequests({ physicalId, properties }: ProductionResource): JudgedRequest[] {
  const caller = `workflow ${physicalId.split(':').at(-1)}`;
  const principal: string = properties.RoleArn;
  const request = (action: string, resource: string, because: string) => ({
    ...{ caller, principal, action, resource, context: {}, because },
  });
  const definition = String(properties.DefinitionString).replaceAll(
    /\$\{(\w+)\}/g,
    (token, name) => properties.DefinitionSubstitutions?.[name] ?? token,
  );
  return [
    ...listTasks(JSON.parse(definition)).flatMap((task) => listTaskRequests(task, request)),
    ...TELEMETRY.flatMap(([page, actions]) => actions.map((action) => request(action, '*', page))),
  ];
}

/**
 * IAM is asked for the workflow, whichever version or alias is started:
 * https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
 */
export const dropQualifier = (arn: string): string => arn.replace(/(:stateMachine:[^:]+):.+$/, '$1');

/** Lists the Task states at any depth. */
function listTasks(value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...(value.Type === 'Task' ? [value] : []), ...Object.values(value).flatMap(listTasks)];
}

function listTaskRequests(
  { Resource, Arguments, Parameters }: Json,
  request: (action: string, resource: string, because: string) => JudgedRequest,
): JudgedRequest[] {
  const { FunctionName, StateMachineArn: calledArn } = { ...Parameters, ...Arguments };
  if (Resource.includes(':lambda:invoke')) {
    return [request('lambda:InvokeFunction', FunctionName, `${DOCS}/connect-lambda.html`)];
  }
  const page = `${DOCS}/connect-stepfunctions.html`;
  const workflow = dropQualifier(calledArn);
  const execution = `${workflow.replace(':stateMachine:', ':execution:')}:0`;
  return [
    request('states:StartExecution', workflow, page),
    ...(Resource.includes('.sync')
      ? [
          ...['states:DescribeExecution', 'states:StopExecution'].map((action) => request(action, execution, page)),
          ...['events:PutTargets', 'events:PutRule', 'events:DescribeRule'].map((action) =>
            request(action, MANAGED_RULE, page),
          ),
        ]
      : []),
  ];
}
