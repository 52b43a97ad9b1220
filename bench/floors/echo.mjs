// The floor of serving: a bare node:http server that gives back what it got, the address of a GET and the body of a POST. Prints its port.

import { createServer } from 'node:http';

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(request.url);
    return;
  }
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => response.end(Buffer.concat(chunks)));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.on('disconnect', () => process.exit());
