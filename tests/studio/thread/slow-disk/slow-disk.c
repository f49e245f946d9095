/* Loaded with LD_PRELOAD: a disk that takes SLOW_DISK_MS milliseconds to say that something is on it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_for_disk(void) {
  const char *text = getenv("SLOW_DISK_MS");
  long ms = text ? atol(text) : 0;
  struct timespec time = { ms / 1000, (ms % 1000) * 1000000L };
  if (ms > 0) nanosleep(&time, NULL);
}

int fsync(int file) {
  wait_for_disk();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file);
}

int fdatasync(int file) {
  wait_for_disk();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file);
}
