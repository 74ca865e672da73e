/** The pages that are seen without a token: before signing in, and on the way back from Cognito. */
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { Mark } from '../components/mark.tsx';
import { finishSignIn, signIn } from './session.ts';

export function SignInPage({ ended }: { ended: boolean }) {
  const [failure, setFailure] = useState('');
  useEffect(() => {
    document.title = 'Sign in · Financial risk';
  }, []);
  const leave = () => signIn().catch((error: unknown) => setFailure(String((error as Error).message)));
  return (
    <Entrance>
      <h1>{ended ? 'Your session has ended' : 'Financial risk'}</h1>
      <p>
        {ended
          ? 'Sign in again, and you come back to this very page.'
          : 'Scores, models, runs and alarms. Sign in with your company account.'}
      </p>
      <button type="button" className="button primary" onClick={leave}>
        Sign in
      </button>
      {failure && (
        <p role="alert" className="trouble">
          The sign-in page cannot be reached: {failure}
        </p>
      )}
    </Entrance>
  );
}

export function SigningInPage() {
  const [, navigate] = useLocation();
  const [failure, setFailure] = useState('');
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return; // a code works once
    asked.current = true;
    document.title = 'Signing in · Financial risk';
    finishSignIn(new URLSearchParams(location.search)).then(
      (path) => navigate(path, { replace: true }),
      (error: unknown) => setFailure(String((error as Error).message)),
    );
  }, [navigate]);
  if (!failure) {
    return (
      <Entrance>
        <h1>Signing in</h1>
        <p role="status">One moment.</p>
      </Entrance>
    );
  }
  return (
    <Entrance>
      <h1>You were not signed in</h1>
      <p role="alert">{failure}</p>
      <button type="button" className="button primary" onClick={() => signIn('/')}>
        Try again
      </button>
    </Entrance>
  );
}

function Entrance({ children }: { children: React.ReactNode }) {
  return (
    <main className="entrance">
      <div className="card">
        <Mark />
        {children}
      </div>
    </main>
  );
}
