// Echo load generator: CONNECTIONS connections, each with DEPTH messages of BYTES bytes in flight, for SECONDS. One thread.
//
// usage: loadgen HOST PORT CONNECTIONS BYTES DEPTH SECONDS [IDLE [SERVER_PID]]
//   IDLE more connections are opened first and then stay silent. NL=1 in the environment ends each message with a newline.
//
// load.h tells what is measured and printed.
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

struct connection {
  int fd;
  size_t got;        // bytes of a message that has not arrived in full
  uint64_t *sent_at; // a ring of DEPTH
  int head;
};

static int open_connection(struct sockaddr_in *server) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  if (fd < 0 || connect(fd, (void *)server, sizeof *server)) {
    perror("connect");
    exit(1);
  }
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

// Opens a connection that will be silent. Every 64th is asked for one echo: when it answers, all before it have been accepted, so
// the server's backlog never overflows (an overflow would cost a second's wait for a retransmission).
static void open_idle(struct sockaddr_in *server, int index, int last) {
  int fd = open_connection(server);
  struct linger reset = {1, 0}; // leaves no TIME_WAIT behind, which would use up the ports
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  if (index % 64 == 63 || index == last) {
    char byte = '\n';
    if (send(fd, &byte, 1, MSG_NOSIGNAL) != 1 || recv(fd, &byte, 1, 0) != 1) {
      perror("idle connection");
      exit(1);
    }
  }
}

int main(int argc, char **argv) {
  if (argc < 7) {
    fprintf(stderr, "usage: loadgen HOST PORT CONNECTIONS BYTES DEPTH SECONDS [IDLE [SERVER_PID]]\n");
    return 2;
  }

  int port = atoi(argv[2]), connections = atoi(argv[3]), depth = atoi(argv[5]);
  size_t bytes = atol(argv[4]);
  double seconds = atof(argv[6]);
  int idle = argc > 7 ? atoi(argv[7]) : 0;
  server_pid = argc > 8 ? atoi(argv[8]) : 0;
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, argv[1], &server.sin_addr);

  allow_many_files();
  char *message = malloc(bytes * depth), *buffer = malloc(1 << 20);
  for (size_t i = 0; i < bytes * depth; i++) message[i] = getenv("NL") && i % bytes == bytes - 1 ? '\n' : 'a' + (i % bytes) % 26;

  for (int i = 0; i < idle; i++) open_idle(&server, i, idle - 1);
  int ep = epoll_create1(0);
  struct connection *all = calloc(connections, sizeof *all);
  for (int i = 0; i < connections; i++) {
    all[i].fd = open_connection(&server);
    all[i].sent_at = calloc(depth, sizeof(uint64_t));
    fcntl(all[i].fd, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[i]};
    epoll_ctl(ep, EPOLL_CTL_ADD, all[i].fd, &event);
  }

  start_run(seconds);
  for (int i = 0; i < connections; i++) {
    uint64_t t = now_ns();
    for (int d = 0; d < depth; d++) all[i].sent_at[d] = t;
    if (send(all[i].fd, message, bytes * depth, MSG_NOSIGNAL) != (ssize_t)(bytes * depth)) bad++;
  }

  struct epoll_event events[512];
  for (;;) {
    int ready = epoll_wait(ep, events, 512, 100);
    uint64_t t = now_ns();
    if (!in_run(t)) break;

    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      ssize_t received = recv(c->fd, buffer, 1 << 20, 0);
      if (received <= 0) {
        if (received < 0 && errno == EAGAIN) continue;
        bad++;
        epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, 0);
        continue;
      }

      c->got += received;
      size_t complete = c->got / bytes;
      c->got %= bytes;
      for (size_t q = 0; q < complete; q++) {
        count_request(t - c->sent_at[c->head]);
        c->sent_at[c->head] = t;
        c->head = (c->head + 1) % depth;
      }

      size_t left = complete * bytes;
      char *rest = message;
      while (left) {
        ssize_t sent = send(c->fd, rest, left, MSG_NOSIGNAL);
        if (sent < 0) {
          if (errno == EAGAIN) continue;
          bad++;
          break;
        }
        rest += sent;
        left -= sent;
      }
    }
  }

  return end_run();
}
