/** The API of this origin, asked as the person who is signed in. */
import { createRiskClient } from '../../../clients/typescript/client.ts';
import { accessToken } from '../auth/session.ts';

export const api = createRiskClient({ baseUrl: location.origin, token: async () => accessToken() });
