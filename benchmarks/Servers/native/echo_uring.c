// What an io_uring could save: the echo of echo_epoll.c with accepts, receives, sends and closes that the kernel completes,
// submitted and waited for with one system call a pass. Multishot accept and receive, a ring of buffers that the kernel chooses
// from, one issuer whose completions wait for it. Needs liburing 2.3 and Linux 6.1.
// usage: echo_uring PORT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <liburing.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFERS = 256, SIZE = 16384, ENTRIES = 1024 };
enum operation { ACCEPT, RECEIVE, SEND, CLOSE };

// What comes back with a completion.
union tag {
  struct {
    unsigned char operation;
    unsigned short buffer;
    int fd;
  };
  unsigned long long bits;
};

static struct io_uring ring;
static struct io_uring_buf_ring *buffers;
static char *memory;

static struct io_uring_sqe *submit(enum operation operation, int fd, int buffer) {
  struct io_uring_sqe *entry = io_uring_get_sqe(&ring);
  if (!entry) {
    io_uring_submit(&ring);
    entry = io_uring_get_sqe(&ring);
  }

  memset(entry, 0, sizeof *entry);
  union tag tag = {.bits = 0};
  tag.operation = operation, tag.buffer = buffer, tag.fd = fd;
  entry->user_data = tag.bits;
  return entry;
}

// The prep functions leave user_data alone.
static void start_accept(int listener) {
  io_uring_prep_multishot_accept(submit(ACCEPT, listener, 0), listener, 0, 0, 0);
}

static void start_receive(int fd) {
  struct io_uring_sqe *entry = submit(RECEIVE, fd, 0);
  io_uring_prep_recv_multishot(entry, fd, 0, 0, 0);
  entry->flags |= IOSQE_BUFFER_SELECT;
}

static void give_back(int buffer) {
  io_uring_buf_ring_add(buffers, memory + (size_t)buffer * SIZE, SIZE, buffer, io_uring_buf_ring_mask(BUFFERS), 0);
  io_uring_buf_ring_advance(buffers, 1);
}

static void on_received(int fd, int result, unsigned flags) {
  int buffer = flags & IORING_CQE_F_BUFFER ? (int)(flags >> IORING_CQE_BUFFER_SHIFT) : -1;
  if (result > 0) {
    io_uring_prep_send(submit(SEND, fd, buffer), fd, memory + (size_t)buffer * SIZE, result, MSG_NOSIGNAL | MSG_WAITALL);
  } else if (buffer >= 0) {
    give_back(buffer);
  }

  if (result > 0 || result == -ENOBUFS) {
    if (!(flags & IORING_CQE_F_MORE)) start_receive(fd);
  } else {
    io_uring_prep_close(submit(CLOSE, fd, 0), fd);
  }
}

int main(int argc, char **argv) {
  int port = atoi(argv[1]);
  int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (void *)&address, sizeof address) || listen(listener, 4096)) {
    perror("bind");
    return 1;
  }

  struct io_uring_params parameters = {
    .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE, .cq_entries = 4 * ENTRIES};
  int error = io_uring_queue_init_params(ENTRIES, &ring, &parameters);
  if (error) {
    fprintf(stderr, "io_uring: %s\n", strerror(-error));
    return 1;
  }

  memory = aligned_alloc(4096, (size_t)BUFFERS * SIZE);
  buffers = aligned_alloc(4096, BUFFERS * sizeof(struct io_uring_buf));
  struct io_uring_buf_reg registration = {.ring_addr = (unsigned long)buffers, .ring_entries = BUFFERS};
  error = io_uring_register_buf_ring(&ring, &registration, 0);
  if (error) {
    fprintf(stderr, "io_uring's buffers: %s\n", strerror(-error));
    return 1;
  }

  io_uring_buf_ring_init(buffers);
  for (int i = 0; i < BUFFERS; i++) give_back(i);
  start_accept(listener);
  for (;;) {
    io_uring_submit_and_wait(&ring, 1);
    struct io_uring_cqe *completion;
    unsigned head, count = 0;
    io_uring_for_each_cqe(&ring, head, completion) {
      count++;
      union tag tag = {.bits = completion->user_data};
      int result = completion->res;
      switch (tag.operation) {
        case ACCEPT:
          if (result >= 0) {
            setsockopt(result, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            start_receive(result);
          }

          if (!(completion->flags & IORING_CQE_F_MORE)) start_accept(listener);
          break;
        case RECEIVE:
          on_received(tag.fd, result, completion->flags);
          break;
        case SEND:
          give_back(tag.buffer);
          break;
      }
    }

    io_uring_cq_advance(&ring, count);
  }
}
