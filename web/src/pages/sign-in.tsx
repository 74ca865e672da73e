/** The two pages without a session: the one that starts a sign-in, and the one that Cognito sends the user back to. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { SessionEnd } from '../auth/session.ts';
import { finishSignIn, SignInFailed, startSignIn } from '../auth/sign-in.ts';
import { Logo } from '../components/logo.tsx';
import { signInTexts } from '../texts/sign-in.ts';

export function SignInPage({ end }: { end: SessionEnd | undefined }) {
  const { title, text } = signInTexts[end ?? 'none'];
  return (
    <SignInCard title={title} documentTitle={signInTexts.button} hasFocus={end !== undefined}>
      <p>{text}</p>
      <SignInButton name={signInTexts.button} />
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
    finishSignIn(new URLSearchParams(location.search)).then(
      (path) => navigate(path, { replace: true }),
      (error: unknown) => setFailure(describeError(error)),
    );
  }, [navigate]);
  const { inProgress, failed, retry } = signInTexts;
  if (!failure) {
    return (
      <SignInCard key="progress" title={inProgress.title} documentTitle={inProgress.title}>
        <p role="status">{inProgress.text}</p>
      </SignInCard>
    );
  }
  return (
    <SignInCard key="failure" title={failed} documentTitle={failed} hasFocus>
      <p role="alert">{failure}</p>
      <SignInButton name={retry} path="/" />
    </SignInCard>
  );
}

/** Leaves for Cognito, or says why that is not possible. */
function SignInButton({ name, path }: { name: string; path?: string }) {
  const [failure, setFailure] = useState('');
  const leave = () => {
    setFailure('');
    startSignIn(path).catch((error: unknown) => setFailure(describeError(error)));
  };
  return (
    <>
      <button type="button" className="button primary" onClick={leave}>
        {name}
      </button>
      {failure && (
        <p role="alert" className="trouble">
          {failure}
        </p>
      )}
    </>
  );
}

/** Errors of the browser or the network have no words for a person. */
const describeError = (error: unknown): string =>
  error instanceof SignInFailed ? error.message : signInTexts.unreachable;

interface SignInCardProps {
  title: string;
  documentTitle: string;
  /** The card takes the place of a page, so a screen reader has to begin here. */
  hasFocus?: boolean;
  children: ReactNode;
}

function SignInCard({ title, documentTitle, hasFocus = false, children }: SignInCardProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = signInTexts.documentTitle(documentTitle);
    if (hasFocus) heading.current?.focus();
  }, [documentTitle, hasFocus]);
  return (
    <main className="entrance">
      <div className="card">
        <Logo />
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </div>
    </main>
  );
}
