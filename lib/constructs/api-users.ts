// Who may call the API: a Cognito user pool whose resource server names the scopes.
import { Aws, Duration, Validations } from 'aws-cdk-lib';
import {
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { RiskStack } from './risk-stack.ts';

export interface ApiUsersProps {
  /** `<server>/<scope>` → what it allows, in words. */
  scopes: Readonly<Record<string, string>>;
  /** Scopes of the demo machine client; never a person's, such as risk/review. */
  demoScopes: string[];
}

export class ApiUsers extends Construct {
  readonly pool: UserPool;
  /** A machine client to try the API with; its secret is read from Cognito by those who may. */
  readonly demoClient: UserPoolClient;
  readonly tokenUrl: string;

  constructor(scope: Construct, id: string, { scopes, demoScopes }: ApiUsersProps) {
    super(scope, id);
    const { prefix, config, removalPolicy } = RiskStack.of(this);
    this.pool = new UserPool(this, 'Pool', {
      userPoolName: `${prefix}-api`,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
      },
      deletionProtection: config.keep_data,
      removalPolicy,
    });
    Validations.of(this.pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason: 'The plus plan guards sign-ins of people; machines with client credentials are what calls this API.',
    });
    this.demoClient = this.machineClient('DemoClient', scopes, demoScopes);
    const domain = this.pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `${prefix}-${Aws.ACCOUNT_ID}` } });
    this.tokenUrl = `${tokenHost(domain, config.local_cloud_url)}/oauth2/token`;
  }

  private machineClient(id: string, scopes: ApiUsersProps['scopes'], allowed: string[]): UserPoolClient {
    const { prefix } = RiskStack.of(this);
    const serverScopes = Object.entries(scopes).map(([name, scopeDescription]) => {
      const [, scopeName = name] = name.split('/');
      return new ResourceServerScope({ scopeName, scopeDescription });
    });
    const server = this.pool.addResourceServer('Risk', { identifier: 'risk', scopes: serverScopes });
    return this.pool.addClient(id, {
      userPoolClientName: `${prefix}-demo`,
      generateSecret: true,
      accessTokenValidity: Duration.hours(1),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
      oAuth: {
        flows: { clientCredentials: true },
        scopes: serverScopes
          .filter(({ scopeName }) => allowed.includes(`risk/${scopeName}`))
          .map((allowedScope) => OAuthScope.resourceServer(server, allowedScope)),
      },
    });
  }
}

function tokenHost(domain: UserPoolDomain, localCloudUrl: string | undefined): string {
  return localCloudUrl ?? domain.baseUrl();
}
