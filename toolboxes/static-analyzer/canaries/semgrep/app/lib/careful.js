// Nothing is wrong here: what a careful app does must not be reported.
const crypto = require('node:crypto');
const { DatabaseSync } = require('node:sqlite');

const db = new DatabaseSync(':memory:');

function routes(app) {
  app.get('/notes/:id', (req, res) => {
    const note = db.prepare('SELECT * FROM notes WHERE id = ?').get(Number(req.params.id));
    if (!note) return res.status(404).json({ error: 'There is no such note.' });
    res.json(note);
  });
  app.post('/notes', (req, res) => {
    const token = crypto.randomUUID();
    const digest = crypto.createHash('sha256').update(token).digest('hex');
    res.cookie('session', digest, { httpOnly: true, sameSite: 'lax', secure: true });
    res.status(201).json({ title: req.body.title });
  });
  app.get('/list', (req, res) => {
    const rows = db.prepare('SELECT * FROM notes LIMIT ?').all(Number(req.query.limit));
    res.json(rows);
  });
}

module.exports = { routes };
