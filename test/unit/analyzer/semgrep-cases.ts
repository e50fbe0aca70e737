const handler = (body: string) => `app.post('/a', async (req, res) => {\n  ${body}\n});\n`;

/** For each rule: code that it must report, and what a careful app writes instead. */
export const cases: Record<string, { wrong: string[]; right: string[] }> = {
  'sql-injection': {
    wrong: [
      handler("const { id } = req.params;\n  db.exec('DELETE FROM a WHERE id = ' + id);"),
      handler(
        'const sql = `SELECT * FROM a ORDER BY ${req.query.sort}`;\n  res.json(database.prepare(sql).all());',
      ),
      "router.get('/a', (request, response) => { pool.query(`SELECT ${request.body.a}`); });",
    ],
    right: [
      handler("db.prepare('SELECT * FROM a WHERE id = ?').get(req.params.id);"),
      handler("db.exec('DELETE FROM a WHERE id = ' + Number(req.params.id));"),
      handler('const match = /a(b)/.exec(req.query.a);'),
    ],
  },
  'code-injection': {
    wrong: [handler('new Function(req.body.code)();')],
    right: [handler('eval("1 + 1");')],
  },
  'command-injection': {
    wrong: [
      handler('exec(`convert ${req.body.file}`);'),
      handler("spawn('ls', [req.query.a], { shell: true });"),
    ],
    right: [handler("execFile('convert', [req.body.file]);")],
  },
  'path-traversal': {
    wrong: [handler('res.sendFile(path.join(root, req.params.name));')],
    right: [
      handler('res.sendFile(req.params.name, { root });'),
      handler('fs.readFileSync(path.join(root, path.basename(req.params.name)));'),
    ],
  },
  'reflected-xss': {
    wrong: [handler('const page = `<h1>${req.query.name}</h1>`;\n  res.send(page);')],
    right: [
      handler('res.send(`<h1>${escapeHtml(req.query.name)}</h1>`);'),
      handler('res.send({ name: req.query.name });'),
      handler('res.end(JSON.stringify({ name: req.query.name }));'),
    ],
  },
  'open-redirect': {
    wrong: [handler('res.redirect(302, req.query.to);')],
    right: [
      handler("res.redirect('/login?to=' + encodeURIComponent(req.query.to));"),
      handler('res.redirect(link.url);'),
    ],
  },
  'server-side-request-forgery': {
    wrong: [handler('await axios.get(req.body.url);')],
    right: [handler("await fetch('https://api.example/' + encodeURIComponent(req.body.name));")],
  },
  'regex-injection': {
    wrong: [handler("new RegExp(req.query.q, 'i');")],
    right: [handler("new RegExp(escapeRegExp(req.query.q), 'i');")],
  },
  'dom-xss': {
    wrong: [
      'el.innerHTML = notes.map((note) => `<li>${note.title}</li>`).join("");',
      "el.insertAdjacentHTML('beforeend', '<b>' + note.body + '</b>');",
      'el.innerHTML = location.hash;',
    ],
    right: [
      'el.innerHTML = notes.map((note) => `<li>${escapeHtml(note.title)}</li>`).join("");',
      'el.innerHTML = "";',
      'el.innerHTML = `<p>${notes.length} notes</p>`;',
      'el.textContent = note.title;',
    ],
  },
  'postmessage-any-origin': {
    wrong: ["parent.postMessage(data, '*');"],
    right: ["parent.postMessage(data, 'https://a.example');"],
  },
  'token-in-local-storage': {
    wrong: ["localStorage.setItem('authToken', answer.token);"],
    right: ["localStorage.setItem('theme', 'dark');"],
  },
  'hard-coded-secret': {
    wrong: [
      "const JWT_SECRET = 'my-super-secret-1';",
      "const secret = process.env.SESSION_SECRET || 'change-me-later';",
      "const options = { password: 'hunter2000' };",
      "if (req.body.password === 'admin123') next();",
    ],
    right: [
      'const JWT_SECRET = process.env.JWT_SECRET;',
      "const label = { password: 'Password' };",
      "const message = 'The secret is wrong';",
      "const input = { type: 'password', name: 'password' };",
    ],
  },
  'hard-coded-signing-key': {
    wrong: ["jwt.sign({ id }, 'canary', { expiresIn: '1h' });"],
    right: ['jwt.sign({ id }, process.env.JWT_SECRET);'],
  },
  'guessable-token': {
    wrong: [
      'const sessionId = Math.random().toString(36);',
      'const makeToken = () => String(Math.random()).slice(2);',
    ],
    right: ['const token = crypto.randomUUID();', 'const delayMs = Math.random() * 100;'],
  },
  'weak-hash': {
    wrong: ["crypto.createHash('sha1').update(text).digest('hex');"],
    right: ["crypto.createHash('sha256').update(text).digest('hex');"],
  },
  'fast-password-hash': {
    wrong: ["crypto.createHash('sha256').update(password).digest('hex');"],
    right: ["crypto.scryptSync(password, salt, 64).toString('hex');"],
  },
  'weak-cipher': {
    wrong: ["crypto.createCipheriv('aes-128-ecb', key, null);", "crypto.createCipher('aes192', key);"],
    right: ["crypto.createCipheriv('aes-256-gcm', key, iv);"],
  },
  'unverified-token': {
    wrong: ['const user = jwt.decode(token);', "jwt.verify(token, key, { algorithms: ['HS256', 'none'] });"],
    right: ["jwt.verify(token, key, { algorithms: ['HS256'] });"],
  },
  'certificate-check-off': {
    wrong: [
      'new https.Agent({ rejectUnauthorized: false });',
      "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';",
    ],
    right: ['new https.Agent({ keepAlive: true });'],
  },
  'cors-any-origin': {
    wrong: [
      "app.use(cors({ origin: '*' }));",
      'app.use(cors());',
      "res.setHeader('Access-Control-Allow-Origin', '*');",
    ],
    right: ["app.use(cors({ origin: 'https://a.example' }));"],
  },
  'cors-reflected-origin': {
    wrong: [handler("res.setHeader('Access-Control-Allow-Origin', req.get('Origin') || '*');")],
    right: [handler("res.setHeader('Access-Control-Allow-Origin', allowed);")],
  },
  'stack-trace-in-answer': {
    wrong: [
      'res.status(500).json({ message: err.message, stack: err.stack });',
      'res.status(500).send(error);',
    ],
    right: [
      "res.status(500).json({ error: 'Something went wrong.' });",
      "res.status(400).json({ error: 'No title' });",
    ],
  },
  'source-served': {
    wrong: ['app.use(express.static(__dirname));', "app.use(express.static('.'));"],
    right: ["app.use(express.static(path.join(__dirname, 'public')));"],
  },
  'cookie-readable-by-scripts': {
    wrong: ["res.cookie('a', value, { secure: true });"],
    right: ["res.cookie('a', value, { httpOnly: true, sameSite: 'lax' });"],
  },
  'cookie-sent-across-sites': {
    wrong: ["res.cookie('a', value, { httpOnly: true, sameSite: 'none' });"],
    right: ["res.cookie('a', value, { httpOnly: true, sameSite: 'strict' });"],
  },
};
