/**
 * Users of the API: a Cognito user pool whose resource server defines the scopes. Machines use client credentials,
 * people the authorization code flow with PKCE.
 */
import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { allow, type Grantee } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import { buildPersonClientProps } from './person-client.ts';

export interface ApiUsersProps {
  /** `<server>/<scope>` → description. */
  scopes: Readonly<Record<string, string>>;
  /** Scopes of the machine clients; never scopes of persons such as risk/review. */
  machineScopes: readonly string[];
  /** Group → description of what its members may do. */
  groups: Readonly<Record<string, string>>;
  /** Address on which a command waits for a person's sign-in; without it there is no client for that. */
  commandLineCallbackUrl: string | undefined;
}

export class ApiUsers extends Construct {
  readonly pool: UserPool;
  /** Machine client for trying the API, on the local cloud only: elsewhere it would be a credential without an owner. */
  readonly demoClient: UserPoolClient | undefined;
  /** Machine client of the lender's systems, with a higher rate limit. Its secret is in Cognito. */
  readonly serviceClient: UserPoolClient;
  /** Client with which people sign in from the command line. */
  readonly peopleClient: UserPoolClient | undefined;
  readonly tokenUrl: string;
  readonly authorizeUrl: string;
  readonly revokeUrl: string;
  readonly logoutUrl: string;
  /** Scheme and host of the addresses above. */
  readonly origin: string;

  constructor(scope: Construct, id: string, props: ApiUsersProps) {
    const { scopes, machineScopes, groups, commandLineCallbackUrl } = props;
    super(scope, id);
    const { prefix, config } = RiskStack.of(this);
    this.pool = this.createPool();
    const serverScopes = Object.entries(scopes).map(([name, scopeDescription]) => {
      const [, scopeName = name] = name.split('/');
      return new ResourceServerScope({ scopeName, scopeDescription });
    });
    const server = this.pool.addResourceServer('Risk', { identifier: 'risk', scopes: serverScopes });
    const allowed = serverScopes.filter(({ scopeName }) => machineScopes.includes(`risk/${scopeName}`));
    if (config.local_cloud_url !== undefined) {
      this.demoClient = this.createMachineClient('DemoClient', `${prefix}-demo`, server, allowed);
    }
    this.serviceClient = this.createMachineClient('ServiceClient', `${prefix}-service`, server, allowed);
    if (commandLineCallbackUrl !== undefined) {
      this.peopleClient = this.createPersonClient(server, serverScopes, commandLineCallbackUrl);
    }
    for (const [groupName, description] of Object.entries(groups)) {
      this.pool.addGroup(groupName, { groupName, description });
    }
    const domain = this.pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `${prefix}-${Aws.ACCOUNT_ID}` } });
    this.origin = signInHost(domain, config.local_cloud_url);
    const { origin: host } = this;
    this.tokenUrl = `${host}/oauth2/token`;
    this.authorizeUrl = `${host}/oauth2/authorize`;
    this.revokeUrl = `${host}/oauth2/revoke`;
    this.logoutUrl = `${host}/logout`;
  }

  private createPool(): UserPool {
    const { prefix, config } = RiskStack.of(this);
    const pool = new UserPool(this, 'Pool', {
      userPoolName: `${prefix}-api`,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 15,
        requireDigits: false,
        requireLowercase: false,
        requireUppercase: false,
        requireSymbols: false,
        tempPasswordValidity: Duration.days(1),
      },
      deletionProtection: config.keep_data,
      // Left behind also by the rollback of a failed first deployment, which could not delete a protected pool. The names
      // of user pools may repeat, so the next deployment makes another one.
      removalPolicy: config.keep_data ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(pool).acknowledge(
      {
        id: 'AwsSolutions-COG8',
        reason: 'The plus plan adds risk-based sign-in checks; the few people who sign in here have a second factor.',
      },
      {
        id: 'AwsSolutions-COG1',
        reason: 'Length protects, kinds of characters do not: ASVS 5.0 forbids such rules (6.2.5).',
      },
    );
    return pool;
  }

  private createMachineClient(
    id: string,
    userPoolClientName: string,
    server: UserPoolResourceServer,
    allowed: ResourceServerScope[],
  ): UserPoolClient {
    return this.pool.addClient(id, {
      userPoolClientName,
      generateSecret: true,
      accessTokenValidity: Duration.hours(1),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
      oAuth: {
        flows: { clientCredentials: true },
        scopes: allowed.map((allowedScope) => OAuthScope.resourceServer(server, allowedScope)),
      },
    });
  }

  private createPersonClient(
    server: UserPoolResourceServer,
    serverScopes: ResourceServerScope[],
    callbackUrl: string,
  ): UserPoolClient {
    return this.pool.addClient('PeopleClient', {
      userPoolClientName: `${RiskStack.of(this).prefix}-people`,
      ...buildPersonClientProps(RiskStack.of(this).config),
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: serverScopes.map((allowedScope) => OAuthScope.resourceServer(server, allowedScope)),
        callbackUrls: [callbackUrl],
      },
    });
  }
}

function signInHost(domain: UserPoolDomain, localCloudUrl: string | undefined): string {
  return localCloudUrl ?? domain.baseUrl();
}

/** Allows asking for the groups of a person, which are the roles, whether the person is enabled, and for the name. */
export function allowReadingGroups(grantee: Grantee, { pool }: ApiUsers): void {
  allow(grantee, {
    actions: ['cognito-idp:AdminGetUser', 'cognito-idp:AdminListGroupsForUser'],
    resources: [pool.userPoolArn],
  });
}
