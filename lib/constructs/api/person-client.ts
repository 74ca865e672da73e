/** What the user pool's clients for people have in common. Open it to change how long a person stays signed in. */
import { Duration } from 'aws-cdk-lib';
import type { UserPoolClientOptions } from 'aws-cdk-lib/aws-cognito';
import type { EnvironmentConfig } from '../../config.ts';

/** A lost response can be requested again for so long after a refresh token was replaced. */
const ROTATION_GRACE = Duration.seconds(10);

/**
 * Builds the properties of a public client: a browser or a command cannot keep a secret, so both send PKCE. A refresh
 * token works once and is replaced, so a stolen one soon fails for one of the two who use it.
 */
export function buildPersonClientProps({ api }: Readonly<EnvironmentConfig>): UserPoolClientOptions {
  const tokenValidity = Duration.minutes(api.person_token_minutes);
  return {
    generateSecret: false,
    accessTokenValidity: tokenValidity,
    idTokenValidity: tokenValidity,
    refreshTokenValidity: Duration.hours(api.person_session_hours),
    refreshTokenRotationGracePeriod: ROTATION_GRACE,
    // Rotation excludes REFRESH_TOKEN_AUTH, which a list of no flows would include. No flow but OAuth grants our scopes.
    authFlows: { userSrp: true },
    enableTokenRevocation: true,
    preventUserExistenceErrors: true,
  };
}
