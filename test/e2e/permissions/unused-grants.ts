/**
 * Grants that the journey does not use, each with the reason why it stays. A reason that explains no unused grant fails
 * the test, as does an unused grant without a reason.
 */
export interface UnusedGrant {
  /** Matches the ARN of the role or resource; any when it is missing. */
  holder?: RegExp;
  action: RegExp;
  /** Matches the granted resource; any when it is missing. */
  resource?: RegExp;
  reason: string;
}

/** Made by CDK's constructs or by AWS, and not ours to narrow. */
const OF_OTHERS: readonly UnusedGrant[] = [
  {
    holder: /:role\//,
    action: /^logs:CreateLogGroup$/,
    resource: /^\*$/,
    reason: 'AWS’s own policy for functions has it; our log groups exist before their functions.',
  },
  {
    holder: /CustomCDKBucketDeployment/,
    action: /^s3:/,
    reason: 'CDK’s function copies the dashboard’s files at a deployment; the local cloud serves them itself.',
  },
  {
    holder: /hostingsite/,
    action: /^s3:(DeleteObject\*|GetBucket\*|List\*|PutBucketPolicy)$/,
    reason: 'CDK’s function empties the bucket of the dashboard’s files before it is deleted.',
  },
  {
    holder: /CustomVpcRestrictDefaultSG/,
    action: /^ec2:/,
    reason: 'CDK’s function empties the default security group at a deployment; MiniStack lacks it.',
  },
  {
    holder: /MigrationsProviderframework/,
    action: /^lambda:(InvokeFunction|GetFunction)$/,
    reason: 'CDK’s provider may call any version, and waits for a function that is being updated.',
  },
  {
    holder: /:key\//,
    action: /^kms:(CreateGrant|DescribeKey|Encrypt|GenerateDataKey\*|ReEncrypt\*)$/,
    reason: 'CDK lets the account use the key of a secret through Secrets Manager, also to rotate it.',
  },
  {
    holder: /:key\//,
    action: /^kms:Describe\*$/,
    reason: 'AWS’s page for encrypted log groups lists it; a description has no encryption context to record.',
  },
];

/** Used when something fails, is repeated or is missing. */
const AFTER_FAULTS: readonly UnusedGrant[] = [
  {
    action: /^rds-data:RollbackTransaction$/,
    reason: 'A transaction that fails is rolled back; in the journey none does.',
  },
  {
    action: /^s3:AbortMultipartUpload$/,
    reason: 'An upload in parts that fails is aborted; in the journey none does.',
  },
  {
    action: /^s3:ListBucket$/,
    reason: 'Makes a missing object a 404 and not a 403; in the journey this role misses none.',
  },
  {
    holder: /GatherReview/,
    action: /^s3:GetObject$/,
    resource: /\/(portfolio|recovery)\//,
    reason: 'It reads the newest report and drill, where there are any.',
  },
  {
    holder: /OpenRun/,
    action: /^states:DescribeExecution$/,
    reason: 'Asked of the execution of an unpublished run, which a crash leaves.',
  },
  {
    holder: /ExportTrainingSet/,
    action: /^s3:GetObject$/,
    reason: 'A repeated export returns what it wrote before.',
  },
  {
    holder: /RegisterModel/,
    action: /^s3:GetObject$/,
    resource: /\/models\//,
    reason: 'A repeated registration compares the files that are there with its own.',
  },
  {
    holder: /role\/risk-prod-training-job$/,
    action: /^s3:GetObject$/,
    resource: /\/jobs\//,
    reason: 'A job that was interrupted resumes from its checkpoints.',
  },
];

/** Used by test/e2e/journey.test.ts, which judges its calls too, and not by the smoke test. */
const IN_THE_OTHER_JOURNEY: readonly UnusedGrant[] = [
  {
    holder: /PrepareFile/,
    action: /^dynamodb:BatchWriteItem$|^kms:Decrypt$/,
    reason: 'The sample has no personal data to seal.',
  },
  {
    holder: /PersonalDataKey/,
    action: /^kms:\*$/,
    reason: 'The sample has no personal data to seal.',
  },
  {
    holder: /BundleKey/,
    action: /^kms:\*$/,
    reason: 'The smoke test writes no bundle.',
  },
  {
    holder: /Api-PredictServiceRole/,
    action: /^kms:GetPublicKey$/,
    reason: 'The smoke test uploads no edge decisions.',
  },
  {
    holder: /Api-(Batches|Predict|Replay)ServiceRole/,
    action: /^cognito-idp:/,
    reason: 'In the smoke test only machines score and replay; the roles of a person are read for people.',
  },
  {
    holder: /HandleRequest/,
    action: /^(dynamodb|kms|s3):/,
    reason: 'In the smoke test a request gives access to a person without sealed data, and none erases.',
  },
  {
    holder: /ApplyRetention/,
    action: /^(dynamodb|kms|s3):/,
    reason: 'Nothing in the smoke test is old enough to be deleted.',
  },
  {
    holder: /RoleChanges/,
    action: /^cognito-idp:Admin(AddUserTo|RemoveUserFrom)Group$/,
    reason: 'In the smoke test nobody’s role changes.',
  },
  {
    holder: /Api-GovernanceServiceRole/,
    action: /^cognito-idp:ListUsers(InGroup)?$|^lambda:InvokeFunction$/,
    reason: 'In the smoke test nobody lists people or approves a role.',
  },
  {
    holder: /RawFileImport|Api-ImportsServiceRole/,
    action: /^(cognito-idp|dynamodb|lambda|rds-data|secretsmanager|ssm):/,
    reason: 'In the smoke test nobody imports a file in the browser.',
  },
  {
    holder: /RawFileImport|Api-ImportsServiceRole/,
    action: /^s3:|^kms:/,
    resource: /work.*\/imports\/|reports.*\/imports\/|:key\//i,
    reason: 'Files and documents of an import in the browser.',
  },
  {
    holder: /ImportRawFile/,
    action: /^sns:Publish$/,
    reason: 'The raw file of the smoke test is not refused.',
  },
  {
    holder: /JudgeServiceRole/,
    action: /^events:PutEvents$/,
    reason: 'The scores of the sample do not drift.',
  },
  {
    holder: /Api-ReadServiceRole/,
    action: /^cloudwatch:DescribeAlarms$/,
    reason: 'Only a page of the dashboard reads the alarms.',
  },
];

/** Used by no journey. */
const RARE: readonly UnusedGrant[] = [
  {
    holder: /HandleRequest/,
    action: /^s3:(GetObjectVersion|DeleteObjectVersion|PutObject|AbortMultipartUpload)$/,
    reason: 'An erasure reaches every place of the register; the journey erases a customer who is in some of them.',
  },
  {
    holder: /Api-ImportsServiceRole/,
    action: /^s3:GetObject$/,
    resource: /\/(files\/\*|report\.\*|refused\.csv)$/,
    reason: 'It signs addresses of the report of a delivered import, and looks for a file whose upload has ended.',
  },
  {
    holder: /RawFileImport/,
    action: /^states:(StartExecution|ListExecutions)$|^s3:DeleteObject$/,
    reason: 'Done after the delivery of an import of a person; in the journey such an import is not delivered.',
  },
  {
    holder: /RawFileImport/,
    action: /^s3:PutObject$/,
    resource: /\/mappings\//,
    reason: 'Keeps the mapping of such an import.',
  },
  {
    holder: /DatabaseS3Import/,
    action: /^s3:GetObject$/,
    resource: /\/batches\/\*\/shadow\//,
    reason: 'A batch imports its challenger’s scores; in the journey no batch runs beside a challenger.',
  },
  {
    holder: /MigrationsMigrate/,
    action: /^ssm:/,
    resource: /\/database\/((serving-)?cluster-arn|(serving-)?reader-endpoint)$/,
    reason: 'A deployment publishes which cluster serves; after a recovery it leaves that as it is.',
  },
];

/** What only AWS has. */
const ON_AWS_ONLY: readonly UnusedGrant[] = [
  {
    holder: /MlflowRole|MlflowAppRole/,
    action: /./,
    reason: 'Role of the managed MLflow app, which keeps its artefacts in the bucket; the local MLflow has a folder.',
  },
  {
    holder: /role\/risk-prod-tracking-job$/,
    action: /^(sagemaker|sagemaker-mlflow):|^s3:(Get|Put)Object$|^kms:GenerateDataKey$/,
    reason: 'The job calls the managed MLflow app and writes artefacts to its bucket; locally it calls a server.',
  },
  {
    holder: /role\/risk-prod-spark-job$/,
    action: /^s3:DeleteObject$/,
    reason: 'Spark’s committer deletes its temporary objects; the local job uploads finished files.',
  },
  {
    holder: /ReleasesRole/,
    action: /./,
    reason: 'Role of CodeDeploy, which moves the aliases of the API; the local cloud has no aliases.',
  },
  {
    holder: /PrepareFile|HandleRequest|role\/.*Erasure/,
    action: /^kms:(DescribeKey|Encrypt|GenerateDataKey)$/,
    reason:
      'DynamoDB wants them for a table with a customer key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html',
  },
  {
    holder: /StartJob/,
    action: /^kms:DescribeKey$/,
    reason: 'SageMaker describes the key of a job’s volume before it makes a grant.',
  },
];

/** Limited elsewhere. */
const SHARED: readonly UnusedGrant[] = [
  {
    action: /^rds-data:(Begin|Commit)Transaction$/,
    reason: 'Every function gets the four operations; what it may do in the database is the database role’s right.',
  },
];

export const UNUSED_GRANTS: readonly UnusedGrant[] = [
  ...OF_OTHERS,
  ...AFTER_FAULTS,
  ...IN_THE_OTHER_JOURNEY,
  ...RARE,
  ...ON_AWS_ONLY,
  ...SHARED,
];
