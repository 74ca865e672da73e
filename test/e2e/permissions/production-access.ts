/** Production's policies: of roles, and of buckets, keys, topics, queues, functions and the VPC endpoint. */
import { ACCOUNT, type Json, type ProductionResources } from './production-resources.ts';

/** One action on one resource that a policy allows: the smallest part of a policy that can be missing or unused. */
export interface Grant {
  /** `<holder> <number>`; also the statement's Sid, in letters and digits. */
  id: string;
  /** ARN of the role, or of the resource whose policy it is. */
  holder: string;
  action: string;
  resource: string;
  statement: Json;
}

/** Grants and denials of one policy. */
interface Policy {
  grants: Grant[];
  denials: Json[];
}

/** AWS's policy for functions: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html */
const BASIC_EXECUTION = {
  Effect: 'Allow',
  Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: '*',
};
const BASIC_EXECUTION_ARN = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

export class ProductionAccess {
  readonly #ofRoles = new Map<string, Policy>();
  readonly #ofResources = new Map<string, Policy>();
  readonly #ofVpc: Policy = { grants: [], denials: [] };

  constructor(resources: ProductionResources) {
    for (const role of resources.ofType('IAM::Role')) this.#addRole(role.arn ?? '', role.properties);
    for (const { properties } of resources.ofType('IAM::Policy')) {
      for (const role of properties.Roles) {
        this.#add(this.#ofRoles, `arn:aws:iam::${ACCOUNT}:role/${role}`, properties.PolicyDocument);
      }
    }
    this.#addResourcePolicies(resources);
  }

  /** Lists every grant, of roles and of resources. */
  listGrants(): Grant[] {
    return [...this.#ofRoles.values(), ...this.#ofResources.values(), this.#ofVpc].flatMap(({ grants }) => grants);
  }

  /** Returns the policy of a role; undefined when production has no such role. */
  findRolePolicy(roleArn: string): Json | undefined {
    return toDocument(this.#ofRoles.get(roleArn));
  }

  /** Returns the policy of the bucket, key, topic, queue or function that an ARN names, or undefined. */
  findResourcePolicy(arn: string): Json | undefined {
    return toDocument(this.#ofResources.get(findPolicyOwner(arn)));
  }

  /** Returns the policy of the database's way to S3. */
  findEndpointPolicy(): Json {
    return toDocument(this.#ofVpc);
  }

  /** Runs `work` while one grant is missing. */
  async withoutGrant<T>({ id }: Grant, work: () => Promise<T>): Promise<T> {
    const policies = [...this.#ofRoles.values(), ...this.#ofResources.values(), this.#ofVpc];
    const policy = policies.find(({ grants }) => grants.some((grant) => grant.id === id));
    if (!policy) throw new Error(`there is no grant ${id}`);
    const { grants } = policy;
    policy.grants = grants.filter((grant) => grant.id !== id);
    try {
      return await work();
    } finally {
      policy.grants = grants;
    }
  }

  #addRole(arn: string, { ManagedPolicyArns = [], Policies = [] }: Record<string, Json>): void {
    this.#ofRoles.set(arn, { grants: [], denials: [] });
    for (const { PolicyDocument } of Policies) this.#add(this.#ofRoles, arn, PolicyDocument);
    if (ManagedPolicyArns.some((policy: Json) => policy === BASIC_EXECUTION_ARN)) {
      this.#add(this.#ofRoles, arn, { Statement: [BASIC_EXECUTION] });
    }
  }

  #addResourcePolicies(resources: ProductionResources): void {
    const add = (arn: string | undefined, document: Json) => this.#add(this.#ofResources, arn ?? '', document);
    const findArn = (type: string, physicalId: string) =>
      resources.ofType(type).find((resource) => resource.physicalId === physicalId)?.arn;
    for (const { properties } of resources.ofType('S3::BucketPolicy')) {
      add(findArn('S3::Bucket', properties.Bucket), properties.PolicyDocument);
    }
    for (const { arn, properties } of resources.ofType('KMS::Key')) {
      // A key's own policy says * for the key.
      add(arn, JSON.parse(JSON.stringify(properties.KeyPolicy).replaceAll('"Resource":"*"', `"Resource":"${arn}"`)));
    }
    for (const { properties } of resources.ofType('SNS::TopicPolicy')) {
      for (const topic of properties.Topics) add(topic, properties.PolicyDocument);
    }
    for (const { properties } of resources.ofType('SQS::QueuePolicy')) {
      for (const queue of properties.Queues) add(findArn('SQS::Queue', queue), properties.PolicyDocument);
    }
    for (const { properties } of resources.ofType('Lambda::Permission')) {
      add(properties.FunctionName, { Statement: [toStatement(properties)] });
    }
    for (const { properties } of resources.ofType('EC2::VPCEndpoint')) {
      const policies = new Map([['endpoint', this.#ofVpc]]);
      this.#add(policies, 'endpoint', properties.PolicyDocument);
    }
  }

  #add(policies: Map<string, Policy>, holder: string, document: Json): void {
    const policy = policies.get(holder) ?? { grants: [], denials: [] };
    policies.set(holder, policy);
    for (const statement of [renameContextKeys(document).Statement].flat()) {
      if (statement.Effect === 'Deny') policy.denials.push(statement);
      else policy.grants.push(...splitStatement(holder, statement, policy.grants.length));
    }
  }
}

/**
 * Renames the condition keys of an encryption context, in a policy or a request: the simulator knows no key with a
 * variable part behind a colon, and would leave it out.
 */
export const renameContextKeys = (value: Json): Json =>
  JSON.parse(
    JSON.stringify(value).replaceAll(
      /"kms:EncryptionContext:([\w:]+)":/g,
      (_, name) => `"aws:PrincipalTag/EncryptionContext-${name.replaceAll(':', '-')}":`,
    ),
  );

/** An object has the policy of its bucket. */
export const findPolicyOwner = (arn: string): string =>
  arn.startsWith('arn:aws:s3:::') ? arn.replace(/\/.*$/, '') : arn;

/** Splits a statement into grants of one action on one resource. */
function splitStatement(holder: string, statement: Json, firstNumber: number): Grant[] {
  const pairs = [statement.Action].flat().flatMap((action) => [statement.Resource].flat().map((r) => [action, r]));
  return pairs.map(([action, resource], index) => {
    const number = firstNumber + index;
    const single = { ...statement, Sid: `Grant${number}`, Action: action, Resource: resource };
    return { id: `${holder} Grant${number}`, holder, action, resource, statement: single };
  });
}

function toDocument(policy: Policy | undefined): Json | undefined {
  if (!policy || policy.grants.length + policy.denials.length === 0) return undefined;
  const Statement = [...policy.grants.map(({ statement }) => statement), ...policy.denials];
  return { Version: '2012-10-17', Statement };
}

/** The statement that Lambda makes of a permission. */
function toStatement({ Action, FunctionName, Principal, SourceArn, SourceAccount }: Record<string, Json>): Json {
  return {
    Effect: 'Allow',
    Action,
    Resource: FunctionName,
    Principal: { Service: Principal },
    ...((SourceArn || SourceAccount) && {
      Condition: {
        ...(SourceArn && { ArnLike: { 'aws:SourceArn': SourceArn } }),
        ...(SourceAccount && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
      },
    }),
  };
}
