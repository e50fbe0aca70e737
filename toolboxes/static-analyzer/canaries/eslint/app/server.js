/* eslint-disable */
/* eslint no-eval: "off" */
const { exec } = require('node:child_process');
const fs = require('node:fs');

function run(request) {
  eval(request.formula); // eslint-disable-line
  exec('ls ' + request.folder);
  fs.readFileSync(request.file);
  const limit = 1;
  limit = 2;
  if (request.name === NaN) return /^(a+)+$/.test(request.name);
  return unknownHelper(limit);
}

module.exports = { run };
