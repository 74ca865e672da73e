/** Web ACL of the API: a rate limit for each address, managed rules against known attacks, and a log of refused requests. */
import { ArnFormat } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { RiskStack } from '../foundation/risk-stack.ts';
import { createViewerProof, referToViewerProof, VIEWER_ADDRESS_HEADER, VIEWER_PROOF_HEADER } from './viewer-proof.ts';

const MANAGED_RULES: { name: string; countOnly?: string[] }[] = [
  // A batch of a hundred applications is larger than the 8 KB that this rule allows.
  { name: 'AWSManagedRulesCommonRuleSet', countOnly: ['SizeRestrictions_BODY'] },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet' },
];

/** They contain a token, a session or the secret, which no log may have. */
const REDACTED_HEADERS = ['authorization', 'cookie', VIEWER_PROOF_HEADER];

export class WebAcl extends Construct {
  constructor(scope: Construct, id: string, { stageArn }: { stageArn: string }) {
    super(scope, id);
    const { prefix } = RiskStack.of(this);
    const rules = [...this.buildRateRules(), ...MANAGED_RULES.map(buildManagedRule)];
    const acl = new CfnWebACL(this, 'Acl', {
      name: `${prefix}-api`,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: buildVisibilityConfig(`${prefix}-api`),
      rules: rules.map((rule, priority) => ({ ...rule, priority })),
    });
    acl.node.addDependency(createViewerProof(this));
    new CfnWebACLAssociation(this, 'Association', { webAclArn: acl.attrArn, resourceArn: stageArn });
    this.logRefusedRequests(acl);
  }

  /**
   * Requests of the dashboard are counted by the address that its distribution sends: by their own they would all count
   * as CloudFront's, and one abuser would block everybody. All others are counted by their own address, so that nobody
   * chooses the address he is counted by.
   * https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-aggregation-options.html
   */
  private buildRateRules(): Omit<CfnWebACL.RuleProperty, 'priority'>[] {
    const isForwarded: CfnWebACL.StatementProperty = {
      byteMatchStatement: {
        fieldToMatch: { singleHeader: { Name: VIEWER_PROOF_HEADER } },
        positionalConstraint: 'EXACTLY',
        searchString: referToViewerProof(this),
        textTransformations: [{ priority: 0, type: 'NONE' }],
      },
    };
    return [
      this.buildRateRule('TooManyRequestsOfViewer', {
        aggregateKeyType: 'FORWARDED_IP',
        forwardedIpConfig: { headerName: VIEWER_ADDRESS_HEADER, fallbackBehavior: 'MATCH' },
        scopeDownStatement: isForwarded,
      }),
      this.buildRateRule('TooManyRequests', {
        aggregateKeyType: 'IP',
        scopeDownStatement: { notStatement: { statement: isForwarded } },
      }),
    ];
  }

  private buildRateRule(
    name: string,
    aggregation: Omit<CfnWebACL.RateBasedStatementProperty, 'limit'>,
  ): Omit<CfnWebACL.RuleProperty, 'priority'> {
    const { waf_requests_per_five_minutes: limit } = RiskStack.of(this).config.api;
    return {
      name,
      action: { block: { customResponse: { responseCode: 429 } } },
      statement: { rateBasedStatement: { limit, evaluationWindowSec: 300, ...aggregation } },
      visibilityConfig: buildVisibilityConfig(name),
    };
  }

  /** Permitted requests are in the access log of the API. */
  private logRefusedRequests(acl: CfnWebACL): void {
    const stack = RiskStack.of(this);
    const { prefix, logRetention, foundation, removalPolicy } = stack;
    // AWS WAF accepts no other prefix.
    const logGroupName = `aws-waf-logs-${prefix}-api`;
    const logs = new LogGroup(this, 'Logs', {
      ...{ logGroupName, retention: logRetention, encryptionKey: foundation.key, removalPolicy },
    });
    const logging = new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      // Not the group's own attribute, which ends in `:*`.
      logDestinationConfigs: [
        stack.formatArn({
          ...{ service: 'logs', resource: 'log-group', resourceName: logGroupName },
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      redactedFields: REDACTED_HEADERS.map((Name) => ({ singleHeader: { Name } })),
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: ['BLOCK', 'COUNT'].map((Action) => ({ ActionCondition: { Action } })),
          },
        ],
      },
    });
    logging.node.addDependency(logs);
  }
}

function buildManagedRule({
  name,
  countOnly = [],
}: (typeof MANAGED_RULES)[number]): Omit<CfnWebACL.RuleProperty, 'priority'> {
  return {
    name,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: countOnly.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: buildVisibilityConfig(name),
  };
}

function buildVisibilityConfig(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName };
}
