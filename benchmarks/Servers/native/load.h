// What the load generators share: the clocks, the server's CPU time, the histogram of the round trips, the window that the
// figures are of, and the line that tells them.
//
// Figures are of a window: the first 15 % of the time is warm-up. With SERVER_PID the generator reads the server's CPU clock
// itself, at the two instants that bound the window, so that CPU time and requests are of exactly the same span. It is the
// process's CPU-time clock (clock_getcpuclockid): nanoseconds, over all its threads, those that have ended included. How that
// divides into user and system time comes from /proc/PID/stat, in ticks of 10 ms. The total of requests, warm-up included, is for
// those who count something over the whole run.
//
// To be included first: it chooses the system's extensions. Each program is one file with it: gcc -O2 -Wall -o loadgen loadgen.c
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define HISTOGRAM 2000000 // in steps of 0.1 us

struct cpu {
  uint64_t ns;
  unsigned long user_ticks, system_ticks;
};

static pid_t server_pid;
static uint64_t done, bad;                   // requests of the whole run
static uint64_t run_end, window_due;         // set by start_run
static uint64_t window_start, done_at_start; // set when the window opens
static struct cpu cpu_at_start;
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

static void allow_many_files(void) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

static void start_run(double seconds) {
  uint64_t start = now_ns();
  run_end = start + (uint64_t)(seconds * 1e9);
  window_due = start + (uint64_t)(seconds * 0.15e9);
}

// To be called after each wait, before the requests that it brought are counted. Opens the window when it is due; returns whether
// the run goes on.
static int in_run(uint64_t now) {
  if (now >= run_end) return 0;
  if (!window_start && now >= window_due) {
    window_start = now;
    done_at_start = done;
    memset(histogram, 0, sizeof histogram);
    cpu_at_start = read_cpu(server_pid);
  }
  return 1;
}

static void count_request(uint64_t ns) {
  uint64_t tenths = ns / 100;
  histogram[tenths < HISTOGRAM ? tenths : HISTOGRAM - 1]++;
  done++;
}

static double percentile(uint64_t total, double part) {
  uint64_t sum = 0;
  for (int i = 0; i < HISTOGRAM; i++) {
    sum += histogram[i];
    if (sum >= total * part) return i / 10.0;
  }
  return HISTOGRAM / 10.0;
}

// Closes the window, prints its line of key=value, and returns the exit code:
//   window_s requests total_requests cpu_ns user_ticks system_ticks p50_us p99_us p999_us bad
static int end_run(void) {
  struct cpu cpu = read_cpu(server_pid);
  double window = (now_ns() - window_start) / 1e9;
  uint64_t requests = done - done_at_start;
  printf("window_s=%.6f requests=%lu total_requests=%lu cpu_ns=%lu user_ticks=%lu system_ticks=%lu", window, requests, done,
         cpu.ns - cpu_at_start.ns, cpu.user_ticks - cpu_at_start.user_ticks, cpu.system_ticks - cpu_at_start.system_ticks);
  printf(" p50_us=%.1f p99_us=%.1f p999_us=%.1f bad=%lu\n", percentile(requests, 0.5), percentile(requests, 0.99),
         percentile(requests, 0.999), bad);
  return bad != 0;
}
