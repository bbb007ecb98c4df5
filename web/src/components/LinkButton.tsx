import { Button, type ButtonProps } from 'antd';
import type { MouseEvent } from 'react';
import { useHref, useLinkClickHandler } from 'react-router';

interface Props extends Omit<ButtonProps, 'href' | 'onClick' | 'target'> {
  readonly to: string;
}

/** A link that looks like a button: one element, so that keyboards and screen readers meet it once. */
export const LinkButton = ({ to, ...rest }: Props) => {
  const href = useHref(to);
  const follow = useLinkClickHandler<HTMLAnchorElement>(to);
  return <Button {...rest} href={href} onClick={(event) => follow(event as MouseEvent<HTMLAnchorElement>)} />;
};
