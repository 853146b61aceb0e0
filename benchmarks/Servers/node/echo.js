// The echo server on Node's net module.
// usage: echo.js PORT
'use strict';

const net = require('net');

const port = Number(process.argv[2]);
const server = net.createServer((socket) => {
  socket.setNoDelay();
  socket.on('error', () => {}); // the client is gone
  socket.pipe(socket);
});
server.listen(port, '127.0.0.1', () => console.log(`listening on 127.0.0.1:${port}`));
