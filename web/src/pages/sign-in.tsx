/** The two pages without a session: the one that starts a sign-in, and the one that Cognito sends the user back to. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { finishSignIn, startSignIn } from '../auth/sign-in.ts';
import { Logo } from '../components/logo.tsx';

export function SignInPage({ hasEnded }: { hasEnded: boolean }) {
  const [failure, setFailure] = useState('');
  useEffect(() => {
    document.title = 'Sign in · Financial risk';
  }, []);
  const leave = () => startSignIn().catch((error: unknown) => setFailure(String((error as Error).message)));
  return (
    <SignInCard>
      <h1>{hasEnded ? 'Your session has ended' : 'Financial risk'}</h1>
      <p>
        {hasEnded
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
    </SignInCard>
  );
}

export function SignInReturnPage() {
  const [, navigate] = useLocation();
  const [failure, setFailure] = useState('');
  const isStarted = useRef(false);
  useEffect(() => {
    if (isStarted.current) return; // the code in the address works once, and StrictMode runs effects twice
    isStarted.current = true;
    document.title = 'Signing in · Financial risk';
    finishSignIn(new URLSearchParams(location.search)).then(
      (path) => navigate(path, { replace: true }),
      (error: unknown) => setFailure(String((error as Error).message)),
    );
  }, [navigate]);
  if (!failure) {
    return (
      <SignInCard>
        <h1>Signing in</h1>
        <p role="status">One moment.</p>
      </SignInCard>
    );
  }
  return (
    <SignInCard>
      <h1>You were not signed in</h1>
      <p role="alert">{failure}</p>
      <button type="button" className="button primary" onClick={() => startSignIn('/')}>
        Try again
      </button>
    </SignInCard>
  );
}

function SignInCard({ children }: { children: ReactNode }) {
  return (
    <main className="entrance">
      <div className="card">
        <Logo />
        {children}
      </div>
    </main>
  );
}
