#!/bin/sh
# A greeting over HTTP/1.1 by nginx, as one process: the server's own, for nginx takes this shell's place.
# usage: start.sh PORT
#   Its configuration and all that it writes are in a new directory below TMPDIR, which stays behind.
set -eu
PATH=$PATH:/usr/sbin
port=$1
directory=$(mktemp -d "${TMPDIR:-/tmp}/nginx.XXXXXX")
cat >"$directory/nginx.conf" <<END
daemon off;
master_process off;
pid $directory/nginx.pid;
error_log $directory/error.log;

events {
  worker_connections 1024;
}

http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path $directory/client_body;
  proxy_temp_path $directory/proxy;
  fastcgi_temp_path $directory/fastcgi;
  uwsgi_temp_path $directory/uwsgi;
  scgi_temp_path $directory/scgi;

  server {
    listen 127.0.0.1:$port;

    location / {
      default_type text/plain;
      return 200 "Hello, World!";
    }
  }
}
END
exec nginx -e "$directory/error.log" -p "$directory" -c "$directory/nginx.conf"
