const path = require('node:path');

function nameOf(file) {
  return path.basename(file);
}

module.exports = { nameOf };
