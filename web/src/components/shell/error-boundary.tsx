/** Shows a message in place of a page whose code fails or cannot be loaded. */
import { Component, type ReactNode } from 'react';
import { shellTexts } from '../../texts/shell.ts';

export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <div className="state" role="alert">
        <h1>{shellTexts.crash.title}</h1>
        <p>{shellTexts.crash.detail}</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          {shellTexts.crash.reload}
        </button>
      </div>
    );
  }
}
