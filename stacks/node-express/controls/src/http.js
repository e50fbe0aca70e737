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

/** 404 unless one of a row's values is the one that the address says. */
export function within(values, value) {
  if (!values.includes(value)) throw new HttpError(404, 'There is nothing with this id here.');
}

/** What belongs to somebody else is, to all others, not there. */
export function refuse(isForeign) {
  if (isForeign) throw new HttpError(404, 'There is nothing with this id.');
}

/** 409 unless a value is one of those from which it may change. */
export function from(values, value) {
  if (!values.includes(value)) throw new HttpError(409, `This can only be done from: ${values.join(', ')}.`);
}

export function answerNotFound(request, response) {
  response.status(404).json({ error: 'There is nothing at this address.' });
}

const uniqueConstraint = 2067;
const foreignKeyConstraint = 787;

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
  if (error.errcode === foreignKeyConstraint) {
    response.status(400).json({ error: 'Something that this refers to is not there.' });
    return;
  }
  if (error.status >= 400 && error.status < 500) {
    response.status(error.status).json({ error: 'The request cannot be read.' });
    return;
  }
  console.error(error);
  response.status(500).json({ error: 'Something went wrong here.' });
}
