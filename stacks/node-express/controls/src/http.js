/** An answer that is not a success: its status, and what the client may know. */
export class HttpError extends Error {
  constructor(status, message, fields) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

/** The row, or 404 when there is none. */
export function found(row) {
  if (row === undefined) throw new HttpError(404, 'There is nothing with this id.');
  return row;
}

export function answerNotFound(request, response) {
  response.status(404).json({ error: 'There is nothing at this address.' });
}

const uniqueConstraint = 2067;

// Express knows an error handler by its four parameters.
export function answerError(error, request, response, next) {
  if (response.headersSent) {
    next(error);
    return;
  }
  if (error instanceof HttpError) {
    response.status(error.status).json({ error: error.message, fields: error.fields });
    return;
  }
  if (error.errcode === uniqueConstraint) {
    response.status(409).json({ error: 'This is there already.' });
    return;
  }
  if (error.status >= 400 && error.status < 500) {
    response.status(error.status).json({ error: 'The request cannot be read.' });
    return;
  }
  console.error(error);
  response.status(500).json({ error: 'Something went wrong here.' });
}
