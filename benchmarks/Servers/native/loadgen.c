// Echo load generator: CONNECTIONS connections, each with DEPTH messages of BYTES bytes in flight, for SECONDS. One thread.
//
// usage: loadgen HOST PORT CONNECTIONS BYTES DEPTH SECONDS [IDLE [SERVER_PID]]
//   IDLE more connections are opened first and then stay silent. NL=1 in the environment ends each message with a newline.
//
// Figures are of a window: the first 15 % of the time is warm-up. With SERVER_PID the generator reads the server's CPU clock
// itself, at the two instants that bound the window, so that CPU time and requests are of exactly the same span. It is the
// process's CPU-time clock (clock_getcpuclockid): nanoseconds, over all its threads, those that have ended included. How that
// divides into user and system time comes from /proc/PID/stat, in ticks of 10 ms. The total of requests, warm-up included, is for
// those who count something over the whole run.
//
// prints one line of key=value: window_s requests total_requests cpu_ns user_ticks system_ticks p50_us p99_us p999_us bad
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HISTOGRAM 2000000 // in steps of 0.1 us

struct connection {
  int fd;
  size_t got;        // bytes of a message that has not arrived in full
  uint64_t *sent_at; // a ring of DEPTH
  int head;
};

struct cpu {
  uint64_t ns;
  unsigned long user_ticks, system_ticks;
};

static uint32_t histogram[HISTOGRAM];

static uint64_t read_clock(clockid_t clock) {
  struct timespec t;
  return clock_gettime(clock, &t) ? 0 : t.tv_sec * 1000000000ull + t.tv_nsec;
}

static uint64_t now_ns(void) { return read_clock(CLOCK_MONOTONIC); }

static struct cpu read_cpu(pid_t pid) {
  struct cpu cpu = {0};
  clockid_t clock;
  if (!pid) return cpu;
  if (!clock_getcpuclockid(pid, &clock)) cpu.ns = read_clock(clock);
  char path[64], text[1024] = {0};
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  int fd = open(path, O_RDONLY);
  if (fd >= 0) {
    if (read(fd, text, sizeof text - 1) > 0) {
      char *end = strrchr(text, ')'); // the command's name may hold anything
      if (end) sscanf(end + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &cpu.user_ticks, &cpu.system_ticks);
    }
    close(fd);
  }
  return cpu;
}

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

static double percentile(uint64_t total, double part) {
  uint64_t sum = 0;
  for (int i = 0; i < HISTOGRAM; i++) {
    sum += histogram[i];
    if (sum >= total * part) return i / 10.0;
  }
  return HISTOGRAM / 10.0;
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
  pid_t server_pid = argc > 8 ? atoi(argv[8]) : 0;
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, argv[1], &server.sin_addr);

  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);

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

  uint64_t start = now_ns(), end = start + (uint64_t)(seconds * 1e9), warm = start + (uint64_t)(seconds * 0.15e9);
  uint64_t done = 0, before_window = 0, bad = 0, window_start = 0;
  struct cpu cpu_start = {0};
  for (int i = 0; i < connections; i++) {
    uint64_t t = now_ns();
    for (int d = 0; d < depth; d++) all[i].sent_at[d] = t;
    if (send(all[i].fd, message, bytes * depth, MSG_NOSIGNAL) != (ssize_t)(bytes * depth)) bad++;
  }

  struct epoll_event events[512];
  for (;;) {
    int ready = epoll_wait(ep, events, 512, 100);
    uint64_t t = now_ns();
    if (t >= end) break;
    if (!window_start && t >= warm) {
      window_start = t;
      before_window = done;
      memset(histogram, 0, sizeof histogram);
      cpu_start = read_cpu(server_pid);
    }

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
        uint64_t tenths = (t - c->sent_at[c->head]) / 100;
        histogram[tenths < HISTOGRAM ? tenths : HISTOGRAM - 1]++;
        c->sent_at[c->head] = t;
        c->head = (c->head + 1) % depth;
        done++;
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

  struct cpu cpu_end = read_cpu(server_pid);
  double window = (now_ns() - window_start) / 1e9;
  uint64_t requests = done - before_window;
  printf("window_s=%.6f requests=%lu total_requests=%lu cpu_ns=%lu user_ticks=%lu system_ticks=%lu", window, requests, done,
         cpu_end.ns - cpu_start.ns, cpu_end.user_ticks - cpu_start.user_ticks, cpu_end.system_ticks - cpu_start.system_ticks);
  printf(" p50_us=%.1f p99_us=%.1f p999_us=%.1f bad=%lu\n", percentile(requests, 0.5), percentile(requests, 0.99),
         percentile(requests, 0.999), bad);
  return bad != 0;
}
