// Components with their properties.
import React, { useState } from 'react';

interface Props { title: string; onClose?: () => void }

/** A dialog. */
export const Dialog: React.FC<Props> = ({ title, onClose }) => {
  const [open, setOpen] = useState(true);
  const close = () => setOpen(false);
  return <div onClick={() => close()}>{title}</div>;
};

export default function App(): JSX.Element {
  return <Dialog title="require('./nothing')" />;
}

const List = <T extends unknown>(props: { items: T[] }) => <ul>{props.items.map((x) => <li />)}</ul>;
