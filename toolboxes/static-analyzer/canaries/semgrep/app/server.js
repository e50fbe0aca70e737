// Known defects, each on a line that expected.json names. nosemgrep must hide none of them.
const express = require('express');
const crypto = require('node:crypto');
const { exec } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { DatabaseSync } = require('node:sqlite');

const db = new DatabaseSync('data/notes.db');
const app = express();
const JWT_SECRET = 'canary-signing-key-1';
app.use(cors());

app.get('/search', (req, res) => {
  const { term } = req.query;
  const rows = db.prepare(`SELECT * FROM notes WHERE title LIKE '%${term}%'`).all(); // nosemgrep
  res.json(rows);
});

app.post('/tools', (req, res) => {
  eval(req.body.formula); // nosemgrep
  exec('ls ' + req.body.folder, () => {}); // nosem
  fs.readFile(path.join(__dirname, req.query.file), () => {});
  res.send('<h1>' + req.query.name + '</h1>');
});

app.get('/go', (req, res) => res.redirect(req.query.next));
app.get('/fetch', async (req, res) => res.json(await fetch(req.query.url)));
app.get('/login', (req, res) => {
  const token = Math.random().toString(36);
  const digest = crypto.createHash('md5').update(token).digest('hex');
  res.cookie('session', digest);
  res.setHeader('Access-Control-Allow-Origin', req.headers.origin);
});

app.use((err, req, res, next) => {
  res.status(500).json({ stack: err.stack });
});
app.use(express.static(__dirname));
