// The limit that the benchmarks compare with: a hand-written, single-threaded echo server over level-triggered epoll.
// One recv and one send for each event, no state per connection.
// usage: echo_epoll PORT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
  int port = atoi(argv[1]);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (void *)&address, sizeof address) || listen(listener, 4096)) {
    perror("bind");
    return 1;
  }

  int ep = epoll_create1(0);
  struct epoll_event first = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(ep, EPOLL_CTL_ADD, listener, &first);
  static char buffer[65536];
  struct epoll_event events[512];
  for (;;) {
    int ready = epoll_wait(ep, events, 512, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        int connection = accept4(listener, 0, 0, SOCK_NONBLOCK);
        if (connection < 0) continue;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct epoll_event added = {.events = EPOLLIN, .data.fd = connection};
        epoll_ctl(ep, EPOLL_CTL_ADD, connection, &added);
        continue;
      }

      ssize_t received = recv(fd, buffer, sizeof buffer, 0);
      if (received <= 0) {
        close(fd);
        continue;
      }

      char *rest = buffer;
      while (received > 0) {
        ssize_t sent = send(fd, rest, received, MSG_NOSIGNAL);
        if (sent < 0) {
          if (errno == EAGAIN) continue;
          close(fd);
          break;
        }
        rest += sent;
        received -= sent;
      }
    }
  }
}
