/** Judges one AWS call by production's policies, with a simulator of IAM's evaluation. */
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { findPolicyOwner, type ProductionAccess, renameContextKeys } from './production-access.ts';
import { ACCOUNT } from './production-resources.ts';

/** An AWS call as production would make it. */
export interface JudgedRequest {
  /** For messages: `function/risk-prod-predict`, or the service that calls. */
  caller: string;
  /** ARN of the caller's role, or a service such as `events.amazonaws.com`. */
  principal: string;
  action: string;
  resource: string;
  context: Record<string, string | string[]>;
  /** It passes the endpoint of the database's VPC. */
  isThroughEndpoint?: boolean;
  /** Why a call that is not in the record is made: the page that says so. */
  because?: string;
}

export interface Judgement {
  isAllowed: boolean;
  /** The grants that allow it, of the role, the resource and the endpoint. */
  grantIds: string[];
  /** Why the simulator refuses the request itself, or which policy denies. */
  reason: string;
}

/** Every request of the system uses TLS 1.2 or newer. */
const TRANSPORT = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3', 'aws:PrincipalIsAWSService': 'false' };

export async function judgeRequest(request: JudgedRequest, access: ProductionAccess): Promise<Judgement> {
  const { principal, action, resource, context } = request;
  const isService = principal.endsWith('.amazonaws.com');
  const policy = isService ? undefined : access.findRolePolicy(principal);
  const result = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: {
          ...TRANSPORT,
          ...(isService ? { 'aws:PrincipalIsAWSService': 'true' } : { 'aws:PrincipalArn': principal }),
          ...renameContextKeys(context),
        },
      },
      identityPolicies: policy ? [{ name: 'role', policy }] : [],
      resourcePolicy: access.findResourcePolicy(resource),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(request.isThroughEndpoint && {
        vpcEndpointPolicies: [{ name: 'endpoint', policy: access.findEndpointPolicy() }],
      }),
    },
    {},
  );
  if (result.resultType === 'error')
    return refuse(`the simulator refuses the request: ${JSON.stringify(result.errors)}`);
  const analyses = result.resultType === 'single' ? [result.result.analysis] : result.results.map((r) => r.analysis);
  // A listing of * is judged once for each resource that a policy names.
  const [first] = analyses;
  if (!first) return refuse('no policy names such a resource');
  return {
    isAllowed: analyses.every((analysis) => analysis.result === 'Allowed'),
    grantIds: analyses.flatMap((analysis) => [
      ...listGrantIds(principal, analysis.identityAnalysis?.allowStatements),
      ...listGrantIds(findPolicyOwner(resource), analysis.resourceAnalysis?.allowStatements),
      ...listGrantIds('endpoint', analysis.endpointAnalysis?.allowStatements),
    ]),
    reason: `${first.result} (${first.blockedBy?.join(', ') ?? 'no policy allows it'})`,
  };
}

const refuse = (reason: string): Judgement => ({ isAllowed: false, grantIds: [], reason });

const listGrantIds = (holder: string, statements: { statement: { sid(): string | undefined } }[] = []): string[] =>
  statements.map(({ statement }) => `${holder} ${statement.sid()}`);
