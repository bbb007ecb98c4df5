import { CameraOutlined, FolderOpenOutlined, InboxOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ChangeEvent, type DragEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ChosenFile, chosenFiles, droppedFiles, namedPicture } from './dropped-files.ts';

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly accept: string;
  readonly multiple?: boolean;
  /** Also offers to choose a whole folder; dropping one works wherever several files may be chosen. */
  readonly folder?: boolean;
  /** Also offers to take a picture, where a finger works the page. */
  readonly camera?: boolean;
  readonly disabled?: boolean;
  readonly onFiles: (files: readonly ChosenFile[]) => void;
}

/** Takes files by dropping, clicking or keyboard; a real file field underneath. */
export const DropZone = ({ label, hint, accept, multiple, folder, camera, disabled, onFiles }: Props) => {
  const { t } = useTranslation();
  const id = useId();
  const cameraInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: readonly ChosenFile[]) => {
    if (files.length > 0 && !disabled) onFiles(multiple ? files : files.slice(0, 1));
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void droppedFiles(event.dataTransfer).then(take);
  };
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    take(chosenFiles(event.target.files ?? []));
    // Choosing the same file again must count as a choice.
    event.target.value = '';
  };
  const onPicture = (event: ChangeEvent<HTMLInputElement>) => {
    take(
      chosenFiles(
        [...(event.target.files ?? [])].map((file) => namedPicture(file, t('upload.picture'), new Date())),
      ),
    );
    event.target.value = '';
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
        onChange={onChange}
      />
      <label htmlFor={id}>
        <InboxOutlined aria-hidden />
        <strong>{label}</strong>
      </label>
      <p id={`${id}-hint`} className="muted">
        {hint}
      </p>
      {camera ? (
        <>
          <input
            ref={cameraInput}
            type="file"
            accept="image/*"
            capture="environment"
            hidden
            aria-label={t('upload.takePicture')}
            data-testid="camera-input"
            onChange={onPicture}
          />
          <Button
            className="drop-folder drop-camera"
            icon={<CameraOutlined />}
            disabled={disabled}
            onClick={() => cameraInput.current?.click()}
          >
            {t('upload.takePicture')}
          </Button>
        </>
      ) : null}
      {folder ? (
        <>
          <input
            // React knows no `webkitdirectory`, which every browser does.
            ref={(input) => {
              folderInput.current = input;
              input?.setAttribute('webkitdirectory', '');
            }}
            type="file"
            hidden
            aria-label={t('upload.chooseFolder')}
            data-testid="folder-input"
            onChange={onChange}
          />
          <Button
            className="drop-folder"
            icon={<FolderOpenOutlined />}
            disabled={disabled}
            onClick={() => folderInput.current?.click()}
          >
            {t('upload.chooseFolder')}
          </Button>
        </>
      ) : null}
    </div>
  );
};
