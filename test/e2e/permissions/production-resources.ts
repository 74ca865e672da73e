/**
 * Production's synthesised templates with every reference replaced by a name or ARN, as they would be in one account.
 * Names that CloudFormation would make are made of stack and logical id.
 */
import type { Synthesised } from '../../infrastructure/synthesised.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
/** Stands for the six characters that Secrets Manager adds to a name. */
export const SECRET_SUFFIX = 'AbCdEf';

// biome-ignore lint/suspicious/noExplicitAny: templates are accessed by path, and a wrong path fails the test
export type Json = any;

/** A resource with its references replaced. */
export interface ProductionResource {
  stack: string;
  id: string;
  type: string;
  /** What `Ref` returns. */
  physicalId: string;
  /** Undefined where the type has none. */
  arn: string | undefined;
  properties: Record<string, Json>;
}

/** A template refers to something that this file cannot name. */
class UnknownReference extends Error {
  override name = 'UnknownReference';
}

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

interface Naming {
  /** Property with the name, where the template gives one. */
  name?: string;
  /** Returns the ARN of the name. */
  arn?: (name: string) => string;
  /** `Ref` returns the ARN. */
  refIsArn?: true;
}

const regional = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

const NAMINGS: Readonly<Record<string, Naming>> = {
  'AWS::IAM::Role': { name: 'RoleName', arn: (name) => `arn:aws:iam::${ACCOUNT}:role/${name}` },
  'AWS::S3::Bucket': { name: 'BucketName', arn: (name) => `arn:aws:s3:::${name}` },
  'AWS::KMS::Key': { arn: (name) => regional('kms', `key/${name}`) },
  'AWS::Lambda::Function': { name: 'FunctionName', arn: (name) => regional('lambda', `function:${name}`) },
  'AWS::DynamoDB::Table': { name: 'TableName', arn: (name) => regional('dynamodb', `table/${name}`) },
  'AWS::SNS::Topic': { name: 'TopicName', arn: (name) => regional('sns', name), refIsArn: true },
  'AWS::SQS::Queue': { name: 'QueueName', arn: (name) => regional('sqs', name) },
  'AWS::StepFunctions::StateMachine': {
    name: 'StateMachineName',
    arn: (name) => regional('states', `stateMachine:${name}`),
    refIsArn: true,
  },
  'AWS::Events::EventBus': { name: 'Name', arn: (name) => regional('events', `event-bus/${name}`) },
  'AWS::Events::Rule': { name: 'Name', arn: (name) => regional('events', `rule/${name}`) },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: (name) => regional('logs', `log-group:${name}:*`) },
  'AWS::SecretsManager::Secret': {
    name: 'Name',
    arn: (name) => regional('secretsmanager', `secret:${name}-${SECRET_SUFFIX}`),
    refIsArn: true,
  },
  'AWS::CloudWatch::Alarm': { name: 'AlarmName', arn: (name) => regional('cloudwatch', `alarm:${name}`) },
  'AWS::CloudWatch::CompositeAlarm': { name: 'AlarmName', arn: (name) => regional('cloudwatch', `alarm:${name}`) },
  'AWS::Cognito::UserPool': { arn: (name) => regional('cognito-idp', `userpool/${name}`) },
  'AWS::SageMaker::MlflowApp': { name: 'Name', arn: (name) => regional('sagemaker', `mlflow-app/${name}`) },
  'AWS::EMRServerless::Application': { arn: (name) => regional('emr-serverless', `/applications/${name}`) },
  'AWS::SSM::Parameter': { name: 'Name', arn: (name) => regional('ssm', `parameter${name}`) },
  'AWS::RDS::DBCluster': { name: 'DBClusterIdentifier', arn: (name) => regional('rds', `cluster:${name}`) },
  'AWS::WAFv2::WebACL': { name: 'Name', arn: (name) => regional('wafv2', `regional/webacl/${name}/id`) },
  'AWS::Backup::BackupVault': { name: 'BackupVaultName', arn: (name) => regional('backup', `backup-vault:${name}`) },
};

/** The resources of all stacks of production. */
export class ProductionResources {
  readonly all: ProductionResource[] = [];
  readonly #templates = new Map<string, Json>();

  constructor(synthesised: Synthesised) {
    for (const file of synthesised.templates()) {
      this.#templates.set(file.replace('.template.json', ''), synthesised.read(file));
    }
    for (const [stack, template] of this.#templates) {
      for (const [id, { Type: type, Properties = {} }] of Object.entries<Json>(template.Resources)) {
        const { physicalId, arn } = this.#name(stack, id);
        this.all.push({ stack, id, type, physicalId, arn, properties: this.#resolve(stack, Properties) as Json });
      }
    }
  }

  /** Lists the resources of a type, such as `IAM::Role`. */
  ofType(type: string): ProductionResource[] {
    return this.all.filter((resource) => resource.type === `AWS::${type}`);
  }

  #name(stack: string, id: string): { physicalId: string; arn: string | undefined } {
    const { Type: type, Properties = {} } = this.#templates.get(stack).Resources[id];
    const qualified = this.#qualify(stack, type, Properties);
    if (qualified) return { physicalId: qualified, arn: qualified };
    const naming = NAMINGS[type] ?? {};
    const given = naming.name === undefined ? undefined : this.#resolve(stack, Properties[naming.name]);
    const name = typeof given === 'string' ? given : makeName(stack, id, type);
    const arn = naming.arn?.(name);
    return { physicalId: naming.refIsArn && arn ? arn : name, arn };
  }

  /** Versions and aliases have the ARN of their function or workflow, and a qualifier. */
  #qualify(stack: string, type: string, properties: Json): string | undefined {
    const { FunctionName, StateMachineArn, RoutingConfiguration, Name } = properties;
    switch (type) {
      case 'AWS::Lambda::Version':
        return regional('lambda', `function:${this.#resolve(stack, FunctionName)}:1`);
      case 'AWS::Lambda::Alias':
        return regional('lambda', `function:${this.#resolve(stack, FunctionName)}:${Name}`);
      case 'AWS::StepFunctions::StateMachineVersion':
        return `${this.#resolve(stack, StateMachineArn)}:1`;
      case 'AWS::StepFunctions::StateMachineAlias':
        return `${this.#resolve(stack, RoutingConfiguration[0].StateMachineVersionArn).replace(/:1$/, '')}:${Name}`;
      default:
        return undefined;
    }
  }

  #resolve(stack: string, value: Json): Json {
    if (Array.isArray(value)) return value.map((item) => this.#resolve(stack, item));
    if (typeof value !== 'object' || value === null) return value;
    const [[key, argument] = [], ...more] = Object.entries<Json>(value);
    if (more.length === 0 && (key === 'Ref' || key?.startsWith('Fn::'))) return this.#call(stack, key, argument);
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.#resolve(stack, item)]));
  }

  #call(stack: string, name: string, argument: Json): Json {
    switch (name) {
      case 'Ref':
        return this.#refer(stack, argument);
      case 'Fn::GetAtt':
        return this.#readAttribute(stack, argument[0], argument[1]);
      case 'Fn::Join':
        return this.#resolve(stack, argument[1]).join(argument[0]);
      case 'Fn::Sub':
        return String(argument).replaceAll(/\$\{([\w:]+)\}/g, (_, reference) => this.#refer(stack, reference));
      case 'Fn::GetStackOutput': {
        const { Value } = this.#templates.get(argument.StackName).Outputs[argument.OutputName];
        return this.#resolve(argument.StackName, Value);
      }
      default:
        return `${name} of ${stack}`; // such as availability zones, which no policy names
    }
  }

  #refer(stack: string, reference: string): string {
    if (reference === 'AWS::StackName') return stack;
    const pseudo = PSEUDO_PARAMETERS[reference];
    if (pseudo !== undefined) return pseudo;
    if (!this.#templates.get(stack).Resources[reference]) return `parameter ${reference}`;
    return this.#name(stack, reference).physicalId;
  }

  #readAttribute(stack: string, id: string, attribute: string): string {
    const { arn, physicalId } = this.#name(stack, id);
    if (!/arn$/i.test(attribute)) return attribute.endsWith('Id') || attribute === 'QueueName' ? physicalId : attribute;
    if (arn) return arn;
    const { Type } = this.#templates.get(stack).Resources[id];
    if (Type.startsWith('AWS::CloudFront::')) return `arn:aws:cloudfront::${ACCOUNT}:${physicalId}`;
    throw new UnknownReference(`${stack}: production-resources.ts knows no ARN of ${Type} (${id})`);
  }
}

/** Buckets and the groups of a database have lower-case names; ids of keys and applications have no dash here, so that they are recognised whole. */
function makeName(stack: string, id: string, type: string): string {
  if (type === 'AWS::S3::Bucket' || type.startsWith('AWS::RDS::')) return `${stack}-${id}`.toLowerCase();
  return type.endsWith('::Application') || type.endsWith('::RestApi') ? id.toLowerCase() : `${stack}-${id}`;
}
