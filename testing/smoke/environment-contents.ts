/** Counts everything that an environment holds, so that a test can compare it before and after. */
import {
  CognitoIdentityProviderClient,
  paginateListUsers,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { paginateListSubscriptions, SNSClient } from '@aws-sdk/client-sns';
import { paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL_USERS } from '../../cli/local/dashboard/users.ts';
import type { TestCloud } from '../aws/test-cloud.ts';

/** Whoever joins the local cloud makes sure that its people exist. */
const isLocalPerson = ({ Attributes = [] }: UserType): boolean =>
  LOCAL_USERS.some(({ email }) => Attributes.some(({ Name, Value }) => Name === 'email' && Value === email));

/** Number of rows, objects, persons and so on, by name. */
export type EnvironmentContents = Record<string, number>;

/** Without what nobody can delete: audit events, and the folders of model versions. */
export async function countContents({ database, parameter }: TestCloud): Promise<EnvironmentContents> {
  const contents: EnvironmentContents = {};
  const { rows: tables } = await database.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('staging', 'analytics', 'predictions', 'reporting', 'onboarding', 'policies', 'cases', 'contests', 'notices',
       'privacy')
       or (schemaname = 'events' and tablename = 'endpoints')`,
  );
  for (const { name } of tables) {
    const { rows } = await database.query<{ n: number }>(`select count(*)::int as n from ${name}`);
    contents[name] = rows[0]?.n ?? 0;
  }
  await countObjects(contents);
  const UserPoolId = parameter('api/user-pool-id');
  contents.persons = await sumPages(
    paginateListUsers({ client: new CognitoIdentityProviderClient({}) }, { UserPoolId }),
    ({ Users = [] }) => Users.filter((user) => !isLocalPerson(user)).length,
  );
  contents.queues = await sumPages(
    paginateListQueues({ client: new SQSClient({}) }, {}),
    ({ QueueUrls = [] }) => QueueUrls.length,
  );
  contents.subscriptions = await sumPages(
    paginateListSubscriptions({ client: new SNSClient({}) }, {}),
    ({ Subscriptions = [] }) => Subscriptions.length,
  );
  for (const name of ['privacy/erasures-table', 'privacy/person-keys-table']) {
    const { Count = 0 } = await new DynamoDBClient({}).send(new ScanCommand({ TableName: parameter(name) }));
    contents[name] = Count;
  }
  return contents;
}

async function countObjects(contents: EnvironmentContents): Promise<void> {
  const s3 = new S3Client({ forcePathStyle: true });
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  for (const { Name: Bucket = '' } of Buckets) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const keys = [...Versions, ...DeleteMarkers].map(({ Key = '' }) => Key);
    contents[Bucket] = keys.filter((key) => !/^(models|mlflow)\//.test(key)).length;
  }
}

async function sumPages<Page>(pages: AsyncIterable<Page>, count: (page: Page) => number): Promise<number> {
  let sum = 0;
  for await (const page of pages) sum += count(page);
  return sum;
}
