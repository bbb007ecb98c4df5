import { Component, type ReactNode } from 'react';
import { type WithTranslation, withTranslation } from 'react-i18next';
import { EmptyState } from './EmptyState.tsx';
import { PlainButton } from './PlainButton.tsx';

interface Props extends WithTranslation {
  readonly children: ReactNode;
}

/** Keeps the menu usable when a page breaks, for example because a new release removed its file. */
class Boundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    const { t, children } = this.props;
    if (!this.state.broken) return children;
    return (
      <EmptyState
        title={t('problem.crashed')}
        hint={t('problem.unknown')}
        action={
          <PlainButton look="primary" onClick={() => window.location.reload()}>
            {t('action.refresh')}
          </PlainButton>
        }
      />
    );
  }
}

export const PageBoundary = withTranslation()(Boundary);
