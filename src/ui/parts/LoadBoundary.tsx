/**
 * Keeps the page where a part of it that loads later does not come, as without a network or after the site has
 * been replaced under an open page: without it, React takes everything down. Knows no part and no words.
 */
import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  /** Called once, with why the part is missing. */
  readonly onFailure: (error: unknown) => void;
}

export class LoadBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(this: void): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onFailure(error);
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children;
  }
}
