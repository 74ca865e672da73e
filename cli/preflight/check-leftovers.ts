/**
 * Checks what earlier deployments left: stacks that cannot be updated, and resources whose names are taken although
 * their stack is not deployed. Names come from the synthesised templates.
 */
import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolDomainCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import { KMSClient, paginateListAliases } from '@aws-sdk/client-kms';
import { paginateListSecrets, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { paginateListStateMachines, SFNClient } from '@aws-sdk/client-sfn';
import type { SynthesisedApp } from '../deployment/synthesise-app.ts';
import type { Account } from './check-account.ts';
import type { Finding, PreflightAction, Reading } from './finding.ts';
import { resolveText } from './resolve-text.ts';

/** Names that a finding lists. */
const LISTED_NAMES = 3;

interface NamedType {
  check: string;
  type: string;
  property: string;
  action: PreflightAction;
  /** Names of the account that begin with one of the environment. */
  listNames: () => Promise<string[]>;
  advice: string;
}

/** The types of the templates with names of our own that survive their stack. */
const NAMED_TYPES: NamedType[] = [
  {
    ...{ check: 'log groups', type: 'AWS::Logs::LogGroup', property: 'LogGroupName', action: 'logs:DescribeLogGroups' },
    listNames: async () =>
      collect(paginateDescribeLogGroups({ client: new CloudWatchLogsClient({}) }, {}), ({ logGroups = [] }) =>
        logGroups.map(({ logGroupName }) => logGroupName),
      ),
    advice: 'aws logs delete-log-group --log-group-name NAME',
  },
  {
    ...{ check: 'tables', type: 'AWS::DynamoDB::Table', property: 'TableName', action: 'dynamodb:ListTables' },
    listNames: async () =>
      collect(paginateListTables({ client: new DynamoDBClient({}) }, {}), ({ TableNames = [] }) => TableNames),
    advice: 'aws dynamodb delete-table --table-name NAME, or keep its data: npx cdk import',
  },
  {
    ...{ check: 'aliases of keys', type: 'AWS::KMS::Alias', property: 'AliasName', action: 'kms:ListAliases' },
    listNames: async () =>
      collect(paginateListAliases({ client: new KMSClient({}) }, {}), ({ Aliases = [] }) =>
        Aliases.map(({ AliasName }) => AliasName),
      ),
    advice: 'aws kms delete-alias --alias-name NAME',
  },
  {
    check: 'workflows',
    ...{ type: 'AWS::StepFunctions::StateMachine', property: 'StateMachineName', action: 'states:ListStateMachines' },
    listNames: async () =>
      collect(paginateListStateMachines({ client: new SFNClient({}) }, {}), ({ stateMachines = [] }) =>
        stateMachines.map(({ name }) => name),
      ),
    advice: 'aws stepfunctions delete-state-machine --state-machine-arn ARN',
  },
];

const BLOCKED_STATES = /^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED)$/;

/** Lists the readings of what is left. */
export function listLeftoverReadings(app: SynthesisedApp, account: Account): Reading[] {
  const states = readStackStates();
  return [
    readStacks(app, states),
    ...NAMED_TYPES.map((type) => readNames(type, app, account, states)),
    readSecrets(app, account, states),
    ...readDomain(app, account, states),
  ];
}

type StackStates = () => Promise<Map<string, string>>;

/** The states of all stacks by name, read once. */
function readStackStates(): StackStates {
  let states: Promise<Map<string, string>> | undefined;
  const read = async () => {
    const pages = paginateDescribeStacks({ client: new CloudFormationClient({}) }, {});
    const pairs = await collect(pages, ({ Stacks = [] }) =>
      Stacks.map((one) => [one.StackName, one.StackStatus] as const),
    );
    return new Map(pairs.map(([name = '', status = '']) => [name, status]));
  };
  return () => {
    states ??= read();
    return states;
  };
}

const isDeployed = (state: string | undefined): boolean =>
  state !== undefined && state !== 'REVIEW_IN_PROGRESS' && !BLOCKED_STATES.test(state);

function readStacks(app: SynthesisedApp, states: StackStates): Reading {
  const base = { check: 'stacks', needed: 'none that failed or is being changed' };
  return {
    ...base,
    actions: ['cloudformation:DescribeStacks'],
    read: async () => {
      const found = await states();
      const names = [...new Set(app.resources.map(({ stack }) => stack))];
      const blocked = names.filter((name) => BLOCKED_STATES.test(found.get(name) ?? ''));
      const busy = names.filter((name) => /(?<!REVIEW)_IN_PROGRESS$/.test(found.get(name) ?? ''));
      const stuck = names.filter((name) => found.get(name) === 'UPDATE_ROLLBACK_FAILED');
      const describe = (list: string[]) => list.map((name) => `${name} ${found.get(name)}`).join(', ');
      const advise = (list: string[], advice: string): Finding => ({
        ...{ ...base, found: describe(list), state: 'missing', advice },
      });
      if (blocked.length > 0) return advise(blocked, `aws cloudformation delete-stack --stack-name ${blocked[0]}`);
      if (stuck.length > 0)
        return advise(stuck, `aws cloudformation continue-update-rollback --stack-name ${stuck[0]}`);
      if (busy.length > 0) return advise(busy, 'wait until they are done');
      const deployed = names.filter((name) => isDeployed(found.get(name)));
      return { ...base, found: `${deployed.length} of ${names.length} deployed`, state: 'ok' };
    },
  };
}

/** Resolves the names that the stacks which are not deployed would give. */
async function listNewNames(
  { type, property }: Pick<NamedType, 'type' | 'property'>,
  app: SynthesisedApp,
  account: Account,
  states: StackStates,
): Promise<string[]> {
  const deployed = await states();
  return app.resources
    .filter((one) => one.type === type && !isDeployed(deployed.get(one.stack)))
    .flatMap(({ properties }) => resolveText(properties[property], account) ?? []);
}

function readNames(named: NamedType, app: SynthesisedApp, account: Account, states: StackStates): Reading {
  const { check, action, listNames, advice } = named;
  const base = { check, needed: 'no name of a stack that is not deployed' };
  return {
    ...base,
    actions: ['cloudformation:DescribeStacks', action],
    read: async () => {
      const newNames = await listNewNames(named, app, account, states);
      if (newNames.length === 0) return { ...base, found: 'their stacks are deployed', state: 'ok' };
      const existing = new Set(await listNames());
      const taken = newNames.filter((name) => existing.has(name));
      if (taken.length === 0) return { ...base, found: `none of ${newNames.length}`, state: 'ok' };
      return { ...base, found: `${formatNames(taken)} exist`, state: 'missing', advice };
    },
  };
}

/** A secret keeps its name until its recovery window ends: https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html */
function readSecrets(app: SynthesisedApp, account: Account, states: StackStates): Reading {
  const base = { check: 'secrets', needed: 'no name of a stack that is not deployed' };
  return {
    ...base,
    actions: ['cloudformation:DescribeStacks', 'secretsmanager:ListSecrets'],
    read: async () => {
      const named = { type: 'AWS::SecretsManager::Secret', property: 'Name' };
      const newNames = await listNewNames(named, app, account, states);
      const pages = paginateListSecrets({ client: new SecretsManagerClient({}) }, { IncludePlannedDeletion: true });
      const secrets = await collect(pages, ({ SecretList = [] }) => SecretList);
      const taken = secrets.filter(({ Name = '' }) => newNames.includes(Name));
      const pending = taken.filter(({ DeletedDate }) => DeletedDate).map(({ Name = '' }) => Name);
      const force = `aws secretsmanager delete-secret --force-delete-without-recovery --secret-id ${pending[0] ?? 'NAME'}`;
      if (pending.length > 0) {
        return { ...base, found: `${formatNames(pending)} wait for deletion`, state: 'missing', advice: force };
      }
      const names = taken.map(({ Name = '' }) => Name);
      if (names.length > 0) return { ...base, found: `${formatNames(names)} exist`, state: 'missing', advice: force };
      return { ...base, found: `none of ${newNames.length}`, state: 'ok' };
    },
  };
}

/** Prefixes of Cognito's domains are unique in a region, over all accounts. */
function readDomain(app: SynthesisedApp, account: Account, states: StackStates): Reading[] {
  const domain = app.resources.find(({ type }) => type === 'AWS::Cognito::UserPoolDomain');
  const Domain = domain && resolveText(domain.properties.Domain, account);
  if (!domain || !Domain) return [];
  const base = { check: 'sign-in domain (Cognito)', needed: `${Domain} is free or ours` };
  const read = async (): Promise<Finding> => {
    const command = new DescribeUserPoolDomainCommand({ Domain });
    const { DomainDescription } = await new CognitoIdentityProviderClient({}).send(command);
    if (!DomainDescription?.UserPoolId) return { ...base, found: 'free', state: 'ok' };
    if (isDeployed((await states()).get(domain.stack))) return { ...base, found: 'ours', state: 'ok' };
    const { AWSAccountId, UserPoolId } = DomainDescription;
    const advice =
      AWSAccountId === account.id
        ? `aws cognito-idp delete-user-pool-domain --domain ${Domain} --user-pool-id ${UserPoolId}`
        : 'choose another prefix in lib/constructs/api/api-users.ts';
    return { ...base, found: `taken by the user pool ${UserPoolId} of ${AWSAccountId}`, state: 'missing', advice };
  };
  return [{ ...base, actions: ['cognito-idp:DescribeUserPoolDomain', 'cloudformation:DescribeStacks'], read }];
}

const formatNames = (names: readonly string[]): string =>
  names.length > LISTED_NAMES
    ? `${names.slice(0, LISTED_NAMES).join(', ')} and ${names.length - LISTED_NAMES} more`
    : names.join(', ');

/** Collects what `list` takes of each page. */
async function collect<Page, Item>(
  pages: AsyncIterable<Page>,
  list: (page: Page) => (Item | undefined)[],
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages)
    items.push(...list(page).filter((one): one is NonNullable<Item> & Item => one !== undefined));
  return items;
}
