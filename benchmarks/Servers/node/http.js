// A greeting over HTTP/1.1 on Node's http module, which keeps connections alive by itself.
// usage: http.js PORT
'use strict';

const http = require('http');

const port = Number(process.argv[2]);
const server = http.createServer((request, response) => {
  response.setHeader('Content-Type', 'text/plain');
  response.end('Hello, World!');
});
server.listen(port, '127.0.0.1', () => console.log(`listening on 127.0.0.1:${port}`));
