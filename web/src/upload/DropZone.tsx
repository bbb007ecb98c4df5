import { InboxOutlined } from '@ant-design/icons';
import { type DragEvent, useId, useState } from 'react';

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly accept: string;
  readonly multiple?: boolean;
  readonly disabled?: boolean;
  readonly onFiles: (files: File[]) => void;
}

/** Takes files by dropping, clicking or keyboard; a real file field underneath. */
export const DropZone = ({ label, hint, accept, multiple, disabled, onFiles }: Props) => {
  const id = useId();
  const [over, setOver] = useState(false);
  const take = (list: FileList | null) => {
    const files = [...(list ?? [])];
    if (files.length > 0 && !disabled) onFiles(multiple ? files : files.slice(0, 1));
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut, the file field inside does the same
    <div
      className={`drop-zone${over ? ' over' : ''}${disabled ? ' disabled' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <input
        id={id}
        type="file"
        accept={accept}
        multiple={multiple}
        disabled={disabled}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          take(event.target.files);
          // Choosing the same file again must count as a choice.
          event.target.value = '';
        }}
      />
      <label htmlFor={id}>
        <InboxOutlined aria-hidden />
        <strong>{label}</strong>
      </label>
      <p id={`${id}-hint`} className="muted">
        {hint}
      </p>
    </div>
  );
};
