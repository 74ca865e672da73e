/** Which page an address shows. Each page is loaded when it is first opened. */
import { type ComponentType, lazy, Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { SIGNED_IN_PATH } from '../hosting-rules.ts';
import { useSession } from './auth/session.ts';
import { ErrorBoundary } from './components/error-boundary.tsx';
import { Skeleton } from './components/query-boundary.tsx';
import { AppShell } from './components/shell/app-shell.tsx';
import { SignInPage, SignInReturnPage } from './pages/sign-in.tsx';

const page = (load: () => Promise<{ default: ComponentType }>) => lazy(load);

const PAGES: Record<string, ComponentType> = {
  '/': page(() => import('./pages/overview.tsx')),
  '/distribution': page(() => import('./pages/portfolio/distribution.tsx')),
  '/performance': page(() => import('./pages/performance/performance.tsx')),
  '/segments': page(() => import('./pages/portfolio/segments.tsx')),
  '/trends': page(() => import('./pages/portfolio/trends.tsx')),
  '/features': page(() => import('./pages/models/features.tsx')),
  '/drift': page(() => import('./pages/models/drift.tsx')),
  '/applications': page(() => import('./pages/applications/applications.tsx')),
  '/applications/:id': page(() => import('./pages/applications/application.tsx')),
  '/runs': page(() => import('./pages/runs/runs.tsx')),
  '/runs/:id': page(() => import('./pages/runs/run.tsx')),
  '/models': page(() => import('./pages/models/models.tsx')),
  '/models/:version': page(() => import('./pages/models/model.tsx')),
  '/alarms': page(() => import('./pages/alarms.tsx')),
};

export function App() {
  const { session, hasEnded } = useSession();
  return (
    <Switch>
      <Route path={SIGNED_IN_PATH}>
        <SignInReturnPage />
      </Route>
      <Route>
        {session ? (
          <AppShell session={session}>
            <ErrorBoundary>
              <Suspense fallback={<Skeleton />}>
                <Pages />
              </Suspense>
            </ErrorBoundary>
          </AppShell>
        ) : (
          <SignInPage hasEnded={hasEnded} />
        )}
      </Route>
    </Switch>
  );
}

function Pages() {
  return (
    <Switch>
      {Object.entries(PAGES).map(([path, Page]) => (
        <Route key={path} path={path}>
          <Page />
        </Route>
      ))}
      <Route>
        <Redirect to="/" replace />
      </Route>
    </Switch>
  );
}
