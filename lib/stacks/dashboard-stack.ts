/** Stack of the web dashboard: the client that users sign in through and, on AWS, its files behind CloudFront. */
import { OAuthScope, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { DASHBOARD_SCOPES } from '../../lambdas/prediction-api/contract/route.ts';
import { SIGNED_IN_PATH } from '../../web/hosting-rules.ts';
import type { EnvironmentConfig } from '../config.ts';
import { buildPersonClientProps } from '../constructs/api/person-client.ts';
import { DashboardHosting } from '../constructs/dashboard/dashboard-hosting.ts';
import { type Foundation, RiskStack } from '../constructs/foundation/risk-stack.ts';
import type { ApiStack } from './api-stack.ts';

/** The user's identity, and the dashboard's scopes of the API. */
const SCOPES = [OAuthScope.OPENID, OAuthScope.EMAIL, ...DASHBOARD_SCOPES.map((name) => OAuthScope.custom(name))];

export interface DashboardStackProps {
  config: Readonly<EnvironmentConfig>;
  api: ApiStack;
}

export class DashboardStack extends RiskStack {
  readonly foundation: Foundation;

  constructor(scope: Construct, id: string, { config, api }: DashboardStackProps) {
    super(scope, id, { config, description: 'web dashboard' });
    this.foundation = api.foundation;
    const { local_url: localUrl } = config.dashboard;
    const hosting = localUrl === undefined ? new DashboardHosting(this, 'Hosting', { api: api.endpoint }) : undefined;
    const url = hosting?.url ?? localUrl ?? '';
    const client = this.createClient(api, url);
    hosting?.deploy({
      environment: config.name,
      client_id: client.userPoolClientId,
      issuer: api.users.pool.userPoolProviderUrl,
      authorize_url: api.users.authorizeUrl,
      token_url: api.users.tokenUrl,
      revoke_url: api.users.revokeUrl,
      logout_url: api.users.logoutUrl,
    });
    for (const [name, stringValue] of Object.entries({ url, 'client-id': client.userPoolClientId })) {
      new StringParameter(this, `parameter-${name}`, {
        parameterName: `${this.parameterPrefix}/dashboard/${name}`,
        stringValue,
      });
    }
  }

  /**
   * Creates the client here and not in the API stack, because its callback URL needs the distribution, which needs the
   * API.
   */
  private createClient(api: ApiStack, url: string): UserPoolClient {
    return new UserPoolClient(this, 'Client', {
      userPool: api.users.pool,
      userPoolClientName: `${this.prefix}-dashboard`,
      ...buildPersonClientProps(this.config),
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: SCOPES,
        callbackUrls: [`${url}${SIGNED_IN_PATH}`],
        logoutUrls: [`${url}/`],
      },
    });
  }
}
