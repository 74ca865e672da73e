/**
 * Hosts the dashboard on AWS: a private bucket with its files behind CloudFront, which forwards /v1/* to API Gateway.
 * web/hosting-rules.ts defines how files are served.
 */
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Function as CloudFrontFunction,
  Distribution,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, type BucketDeploymentProps, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { CONTEST_PATH } from '../../../lambdas/shared/contests/contest-token.ts';
import {
  cacheControlFor,
  cloudFrontFunctionSource,
  contentSecurityPolicy,
  contestPagePolicy,
  type DashboardConfig,
  SECURITY_HEADERS,
} from '../../../web/hosting-rules.ts';
import { buildWebSync } from '../../build/web-bundle.ts';
import { acknowledgeWildcards } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import { type ApiEndpoint, buildApiBehavior } from './api-behavior.ts';

export class DashboardHosting extends Construct {
  /** `https://…`, without a trailing slash. */
  readonly url: string;
  readonly #site: Bucket;

  constructor(scope: Construct, id: string, { api }: { api: ApiEndpoint }) {
    super(scope, id);
    const logs = this.createLogBucket();
    this.#site = this.createSiteBucket(logs);
    const { domain } = RiskStack.of(this).config.dashboard;
    const distribution = this.createDistribution(api, logs);
    this.url = `https://${domain?.name ?? distribution.distributionDomainName}`;
  }

  /**
   * Uploads the built files and the configuration. Assets of earlier builds stay, because pages that are open during a
   * deployment still request them.
   */
  deploy(configuration: DashboardConfig): void {
    const { directory, hash } = buildWebSync();
    const files = Source.asset(directory, { assetHash: hash });
    const logGroup = this.createUploadLogs();
    const upload = (
      name: string,
      props: Pick<BucketDeploymentProps, 'sources' | 'include' | 'exclude'>,
      path: string,
    ) =>
      new BucketDeployment(this, name, {
        ...props,
        destinationBucket: this.#site,
        prune: false,
        memoryLimit: 256,
        logGroup,
        cacheControl: [CacheControl.fromString(cacheControlFor(path))],
      });
    const assets = upload('Assets', { sources: [files], exclude: ['*'], include: ['assets/*'] }, '/assets/');
    const pageSources = [files, Source.jsonData('config.json', configuration)];
    const pages = upload('Pages', { sources: pageSources, exclude: ['assets/*'] }, '/');
    pages.node.addDependency(assets); // a page must not name an asset before it exists
    acknowledgeDeployment(assets, this.#site);
  }

  private createDistribution(api: ApiEndpoint, logs: Bucket): Distribution {
    const { prefix, config } = RiskStack.of(this);
    const { domain } = config.dashboard;
    const resolveFileFunction = new CloudFrontFunction(this, 'FileOf', {
      functionName: `${prefix}-dashboard-file-of`,
      comment: 'Serves every page of the dashboard from one file',
      code: FunctionCode.fromInline(cloudFrontFunctionSource()),
      runtime: FunctionRuntime.JS_2_0,
    });
    const site: BehaviorOptions = {
      origin: S3BucketOrigin.withOriginAccessControl(this.#site),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      functionAssociations: [{ function: resolveFileFunction, eventType: FunctionEventType.VIEWER_REQUEST }],
      compress: true,
    };
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Dashboard of ${prefix}`,
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      ...(domain && {
        domainNames: [domain.name],
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificate_arn),
      }),
      enableLogging: true,
      logBucket: logs,
      logFilePrefix: 'cloudfront/',
      defaultBehavior: { ...site, responseHeadersPolicy: this.createDashboardHeaders(api) },
      additionalBehaviors: {
        [CONTEST_PATH]: { ...site, responseHeadersPolicy: this.createContestHeaders(api) },
        '/v1/*': buildApiBehavior(this, api),
      },
    });
    acknowledgeDistribution(distribution, domain !== undefined);
    return distribution;
  }

  private createDashboardHeaders({ tokenOrigin, uploadOrigin, attachmentOrigin }: ApiEndpoint): ResponseHeadersPolicy {
    const policy = contentSecurityPolicy(tokenOrigin, uploadOrigin, attachmentOrigin);
    return this.createResponseHeaders('Headers', `${RiskStack.of(this).prefix}-dashboard`, policy);
  }

  private createContestHeaders({ attachmentOrigin }: ApiEndpoint): ResponseHeadersPolicy {
    const name = `${RiskStack.of(this).prefix}-contest`;
    return this.createResponseHeaders('ContestHeaders', name, contestPagePolicy(attachmentOrigin));
  }

  /** The headers of web/hosting-rules.ts. CloudFront has settings for some of them and takes the others by name. */
  private createResponseHeaders(id: string, name: string, policy: string): ResponseHeadersPolicy {
    const customHeaders = ['cross-origin-opener-policy', 'cross-origin-resource-policy', 'permissions-policy'] as const;
    return new ResponseHeadersPolicy(this, id, {
      responseHeadersPolicyName: name,
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: policy, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.seconds(63_072_000),
          includeSubdomains: true,
          override: true,
        },
      },
      customHeadersBehavior: {
        customHeaders: customHeaders.map((header) => ({ header, value: SECURITY_HEADERS[header], override: true })),
      },
    });
  }

  private createUploadLogs(): LogGroup {
    const { parameterPrefix, logRetention, foundation, removalPolicy } = RiskStack.of(this);
    return new LogGroup(this, 'UploadLogs', {
      logGroupName: `${parameterPrefix}/dashboard/upload`,
      retention: logRetention,
      encryptionKey: foundation.key,
      removalPolicy,
    });
  }

  /** Its files are public, so it uses S3's own encryption, for which CloudFront needs no permission on a key. */
  private createSiteBucket(logs: Bucket): Bucket {
    return new Bucket(this, 'Site', {
      ...buildPrivateBucketProps(this),
      // Everything in it is built from this repository, so nothing is lost with it.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
      versioned: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: logs,
      serverAccessLogsPrefix: 'site/',
      lifecycleRules: [
        { id: 'replaced', noncurrentVersionExpiration: Duration.days(30) },
        { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
    });
  }

  /** CloudFront writes logs with access control lists, which only this bucket allows. */
  private createLogBucket(): Bucket {
    return new Bucket(this, 'Logs', {
      ...buildPrivateBucketProps(this),
      versioned: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED,
      lifecycleRules: [{ id: 'expiry', expiration: Duration.days(365), noncurrentVersionExpiration: Duration.days(1) }],
    });
  }
}

function buildPrivateBucketProps(scope: Construct) {
  const { removalPolicy, emptiesBuckets } = RiskStack.of(scope);
  return {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy,
    autoDeleteObjects: emptiesBuckets,
  } as const;
}

function acknowledgeDistribution(distribution: Distribution, hasDomain: boolean): void {
  const findings = [
    { id: 'AwsSolutions-CFR1', reason: 'Staff travel; the sign-in decides who may see data.' },
    { id: 'AwsSolutions-CFR2', reason: 'The files are static and public; the API behind it has its own web ACL.' },
  ];
  if (!hasDomain) {
    const reason =
      "CloudFront's own name comes with its own TLS policy; config.dashboard.domain sets TLS 1.2 and newer.";
    findings.push({ id: 'AwsSolutions-CFR4', reason });
  }
  Validations.of(distribution).acknowledge(...findings);
}

/** The function that uploads belongs to the CDK, and so do its permissions. */
function acknowledgeDeployment({ handlerRole }: BucketDeployment, site: Bucket): void {
  const uploader = handlerRole.node.scope;
  if (!uploader) throw new Error("the uploads' function has no scope");
  const reason = "CDK's uploader reads its own assets and writes the dashboard's bucket, in the words of CDK's grants.";
  const ids = [
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    ...['s3:GetBucket*', 's3:GetObject*', 's3:List*', 's3:Abort*', 's3:DeleteObject*'].map(
      (action) => `AwsSolutions-IAM5[Action::${action}]`,
    ),
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*]',
  ];
  Validations.of(uploader).acknowledge(...ids.map((id) => ({ id, reason })), {
    id: 'AwsSolutions-L1',
    reason: 'Its runtime comes with the CDK and is updated with it.',
  });
  acknowledgeWildcards(uploader, [site.arnForObjects('*')], reason);
}
