/** The two pages without a session: the one that starts a sign-in, and the one that Cognito sends the user back to. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { SessionEnd } from '../auth/session.ts';
import { finishSignIn, startSignIn } from '../auth/sign-in.ts';
import { Logo } from '../components/logo.tsx';

const WORDS: Record<SessionEnd | 'none', { title: string; text: string }> = {
  none: { title: 'Financial risk', text: 'Scores, models, runs and alarms. Sign in with your company account.' },
  expired: { title: 'Your session has ended', text: 'Sign in again, and you come back to this very page.' },
  'signed-out': { title: 'You are signed out', text: 'Sign in again, and you come back to this very page.' },
};

export function SignInPage({ end }: { end: SessionEnd | undefined }) {
  const { title, text } = WORDS[end ?? 'none'];
  const [failure, setFailure] = useState('');
  useEffect(() => {
    document.title = 'Sign in · Financial risk';
  }, []);
  const leave = () => startSignIn().catch((error: unknown) => setFailure(String((error as Error).message)));
  return (
    <SignInCard>
      <h1>{title}</h1>
      <p>{text}</p>
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
