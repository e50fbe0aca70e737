import { useId, useLayoutEffect, useRef } from 'react';

/** A modal dialog: the browser keeps the focus in it, closes it with Escape, and gives the focus back. */
export function Dialog({ title, onClose, children }) {
  const dialog = useRef(null);
  const id = useId();

  useLayoutEffect(() => {
    const element = dialog.current;
    element.showModal();
    return () => element.close();
  }, []);

  function cancel(event) {
    event.preventDefault();
    onClose();
  }

  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onCancel={cancel}>
      <h2 id={id} className="mb-4 text-lg font-semibold first-letter:uppercase">
        {title}
      </h2>
      {children}
    </dialog>
  );
}
