import { useState } from 'react';
import { Dialog } from './Dialog.jsx';

/** Asks before something is done that cannot be undone. */
export function Confirmation({ title, words, action, onConfirm, onCancel }) {
  const [problem, setProblem] = useState('');

  async function confirm() {
    try {
      await onConfirm();
    } catch (error) {
      setProblem(error.message);
    }
  }

  return (
    <Dialog title={title} onClose={onCancel}>
      <p className="wrap-anywhere">{words}</p>
      <p role="alert" className="problem mt-2 empty:hidden">
        {problem}
      </p>
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="button" className="button danger-filled" onClick={confirm}>
          {action}
        </button>
      </div>
    </Dialog>
  );
}
