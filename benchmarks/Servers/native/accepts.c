// Load generator of short connections: CONNECTIONS slots, in each of which one connection follows the other for SECONDS. A
// connection sends BYTES bytes, reads their echo and is closed. One thread.
//
// usage: accepts HOST PORT CONNECTIONS BYTES SECONDS [SERVER_PID]
//   HOST is a loopback address. CONNECTIONS must not exceed the server's backlog: an overflow costs a second's wait.
//
// load.h tells what is measured and printed. A request is a connection; its time is from connect to the last byte of the echo.
//
// The client closes first, with all read: the server sees an end of stream, and the client's port stays in TIME_WAIT for a
// minute. One source address has some 28,000 ports, which last a second. So each connection comes from the next of 253 addresses
// of the loopback net. Where the kernel's table of such sockets is full (tcp_max_tw_buckets) it forgets the next at once; the
// server does not notice. What is under way when the time is over is reset, after the window.
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define FIRST_SOURCE 0x7f000002u // 127.0.0.2
#define SOURCES 253              // to 127.0.0.254

struct slot {
  int fd;
  size_t sent, got;
  uint64_t started;
};

static struct sockaddr_in server;
static char *message, *buffer;
static size_t bytes;
static int ep;

// A slot whose connection fails stays empty; the first failure is told.
static void fail(struct slot *slot, const char *what) {
  if (!bad++) perror(what);
  if (slot->fd >= 0) close(slot->fd);
  slot->fd = -1;
}

static void start(struct slot *slot) {
  static unsigned next;
  int one = 1;
  struct sockaddr_in source = {.sin_family = AF_INET};
  source.sin_addr.s_addr = htonl(FIRST_SOURCE + next++ % SOURCES);
  slot->sent = slot->got = 0;
  slot->started = now_ns();
  slot->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (slot->fd < 0) {
    fail(slot, "socket");
    return;
  }

  setsockopt(slot->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(slot->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one); // connect finds the port, for this server alone
  if (bind(slot->fd, (void *)&source, sizeof source)) {
    fail(slot, "bind");
    return;
  }

  if (connect(slot->fd, (void *)&server, sizeof server) && errno != EINPROGRESS) {
    fail(slot, "connect");
    return;
  }

  // Edge-triggered, so that one call is all a connection needs: it tells when connected, when there is room, and when bytes come.
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = slot};
  epoll_ctl(ep, EPOLL_CTL_ADD, slot->fd, &event);
}

static void send_request(struct slot *slot) {
  while (slot->sent < bytes) {
    ssize_t sent = send(slot->fd, message + slot->sent, bytes - slot->sent, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno != EAGAIN) fail(slot, "send");
      return;
    }
    slot->sent += sent;
  }
}

static void read_echo(struct slot *slot) {
  while (slot->got < bytes) {
    ssize_t received = recv(slot->fd, buffer, bytes, 0);
    if (received <= 0) {
      if (received == 0) errno = ECONNRESET; // ended before the whole echo had come
      if (errno != EAGAIN) fail(slot, "recv");
      return;
    }
    slot->got += received;
  }

  count_request(now_ns() - slot->started);
  close(slot->fd);
  start(slot);
}

int main(int argc, char **argv) {
  if (argc < 6) {
    fprintf(stderr, "usage: accepts HOST PORT CONNECTIONS BYTES SECONDS [SERVER_PID]\n");
    return 2;
  }

  int connections = atoi(argv[3]);
  bytes = atol(argv[4]);
  server_pid = argc > 6 ? atoi(argv[6]) : 0;
  server.sin_family = AF_INET;
  server.sin_port = htons(atoi(argv[2]));
  inet_pton(AF_INET, argv[1], &server.sin_addr);

  allow_many_files();
  message = malloc(bytes), buffer = malloc(bytes);
  for (size_t i = 0; i < bytes; i++) message[i] = 'a' + i % 26;

  ep = epoll_create1(0);
  struct slot *slots = calloc(connections, sizeof *slots);
  start_run(atof(argv[5]));
  for (int i = 0; i < connections; i++) start(&slots[i]);

  struct epoll_event events[512];
  for (;;) {
    int ready = epoll_wait(ep, events, 512, 100);
    if (!in_run(now_ns())) break;
    for (int i = 0; i < ready; i++) {
      struct slot *slot = events[i].data.ptr;
      if (events[i].events & EPOLLOUT) send_request(slot);
      if (slot->fd >= 0 && events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) read_echo(slot);
    }
  }

  return end_run();
}
