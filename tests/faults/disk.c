/* A disk that is watched, and one that fails: preloaded before the program under test.

   KIOSK_DISK_FILES  what the paths of the watched files begin with
   KIOSK_DISK_LOG    where every change of them is written down, with its data

   A program that knows of it calls disk_note() to put a word of its own among the
   changes, and disk_arm() to let the n-th call from now on fail. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST 1024
#define REAL(name) ((__typeof__(&name))real(#name))

struct head {
    char op;
    uint32_t path_length;
    uint64_t length;
    int64_t offset;
} __attribute__((packed));

static char *paths[MOST];
static pthread_mutex_t whole = PTHREAD_MUTEX_INITIALIZER;
static int log_file = -2;
static char armed;      /* 'w' for what writes, 's' for what syncs, 0 for nothing */
static long until;      /* so many more calls go well */
static int failure;     /* an errno; 0: the program is killed; -1: half a write, then */
static int lasting;     /* it fails from then on, not once */
static long counted[2]; /* calls since the last disk_arm(): writes, syncs */

static void *real(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (!found)
        abort();
    return found;
}

static int is_watched(const char *path)
{
    const char *files = getenv("KIOSK_DISK_FILES");
    return files && *files && path && !strncmp(path, files, strlen(files));
}

static const char *path_of(int file)
{
    return file >= 0 && file < MOST ? paths[file] : NULL;
}

static void put(const void *data, size_t length)
{
    if (REAL(write)(log_file, data, length) != (ssize_t)length)
        abort();
}

static void record(char op, const char *path, const void *data, size_t length,
                   off_t offset)
{
    if (log_file == -2) {
        const char *log = getenv("KIOSK_DISK_LOG");
        log_file = log && *log ? REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND |
                                            O_CLOEXEC, 0600) : -1;
    }
    if (log_file < 0)
        return;
    struct head head = {op, strlen(path), data ? length : 0, offset};
    pthread_mutex_lock(&whole); /* one change of one thread after the other */
    put(&head, sizeof head);
    put(path, head.path_length);
    if (data)
        put(data, length);
    pthread_mutex_unlock(&whole);
}

void disk_note(const char *word)
{
    record('n', word, NULL, 0, 0);
}

void disk_arm(char kind, long number, int error, int stays)
{
    armed = kind, until = number, failure = error, lasting = stays;
    counted[0] = counted[1] = 0;
}

long disk_counted(int syncs)
{
    return counted[syncs];
}

/* Tell whether this call fails; a killed program does not come back. */
static int fails(char kind)
{
    counted[kind == 's']++;
    if (armed != kind || until-- > 0)
        return 0;
    if (!lasting)
        armed = 0;
    if (failure <= 0 && kind == 's')
        failure = 0;
    if (failure == 0)
        kill(getpid(), SIGKILL);
    errno = failure;
    return 1;
}

static int opened(int file, const char *path, int flags)
{
    if (file >= 0 && file < MOST && is_watched(path)) {
        free(paths[file]);
        paths[file] = strdup(path);
        record(flags & O_TRUNC ? 't' : 'o', path, NULL, 0, 0);
    }
    return file;
}

#define MODE \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { \
        va_list more; \
        va_start(more, flags); \
        mode = va_arg(more, mode_t); \
        va_end(more); \
    }

int open(const char *path, int flags, ...)
{
    MODE
    return opened(REAL(open)(path, flags, mode), path, flags);
}

int open64(const char *path, int flags, ...)
{
    MODE
    return opened(REAL(open64)(path, flags, mode), path, flags);
}

int openat(int folder, const char *path, int flags, ...)
{
    MODE
    return opened(REAL(openat)(folder, path, flags, mode), path, flags);
}

int openat64(int folder, const char *path, int flags, ...)
{
    MODE
    return opened(REAL(openat64)(folder, path, flags, mode), path, flags);
}

int close(int file)
{
    if (path_of(file)) {
        free(paths[file]);
        paths[file] = NULL;
    }
    return REAL(close)(file);
}

static ssize_t written(int file, const void *data, size_t length, off_t offset)
{
    const char *path = path_of(file);
    if (path && fails('w')) {
        if (failure > 0)
            return -1;
        length /= 2;
    }
    ssize_t done = REAL(pwrite64)(file, data, length, offset);
    if (path && failure == -1 && armed == 0 && until < 0)
        kill(getpid(), SIGKILL);
    if (path && done > 0)
        record('w', path, data, done, offset);
    return done;
}

ssize_t pwrite(int file, const void *data, size_t length, off_t offset)
{
    return written(file, data, length, offset);
}

ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset)
{
    return written(file, data, length, offset);
}

ssize_t write(int file, const void *data, size_t length)
{
    if (!path_of(file))
        return REAL(write)(file, data, length);
    off_t at = lseek(file, 0, SEEK_CUR);
    ssize_t done = written(file, data, length, at);
    if (done > 0)
        lseek(file, at + done, SEEK_SET);
    return done;
}

static int cut(int file, off_t length, int (*how)(int, off_t))
{
    const char *path = path_of(file);
    if (path && fails('w'))
        return -1;
    int done = how(file, length);
    if (path && !done)
        record('c', path, NULL, 0, length);
    return done;
}

int ftruncate(int file, off_t length)
{
    return cut(file, length, REAL(ftruncate));
}

int ftruncate64(int file, off64_t length)
{
    return cut(file, length, REAL(ftruncate64));
}

/* A watched file is not synced for real: nobody pulls this machine's plug. */
static int synced(int file, int (*how)(int))
{
    const char *path = path_of(file);
    if (!path)
        return how(file);
    if (fails('s'))
        return -1;
    record('s', path, NULL, 0, 0);
    return 0;
}

int fsync(int file)
{
    return synced(file, REAL(fsync));
}

int fdatasync(int file)
{
    return synced(file, REAL(fdatasync));
}

int unlink(const char *path)
{
    int done = REAL(unlink)(path);
    if (!done && is_watched(path))
        record('u', path, NULL, 0, 0);
    return done;
}

int rename(const char *from, const char *to)
{
    int done = REAL(rename)(from, to);
    if (!done && (is_watched(from) || is_watched(to)))
        record('r', from, to, strlen(to), 0);
    return done;
}
