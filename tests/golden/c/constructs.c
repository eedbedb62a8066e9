// SPDX-License-Identifier: MIT
/*
 * Every construct of C that the scanner lists.
 */
#include <stdio.h>
#include "shapes/point.h"
#ifdef HAVE_ZLIB
#include <zlib.h>
#endif

#define VERSION "1.2"
#define LIMIT 16 /* entries of a table */
#define MAX(a, b) \
	((a) > (b) ? (a) : (b))

typedef unsigned long word_t;
typedef int (*handler_t)(int code, const char *text);
typedef struct node node_t, *node_ptr;

/**
 * struct node - an element of a list
 * @next: the one behind it
 */
struct node {
	struct node *next;
	char name[LIMIT]; /* not always terminated */
	unsigned int used : 1, dirty : 1;
	union {
		int number;
		void *address;
	};
	struct {
		int row, column;
	} place;
	int (*compare)(const struct node *, const struct node *);
} __attribute__((packed));

typedef struct {
	double x, y;
} point_t;

enum color {
	RED,
	GREEN = 1 << 2, ///< like grass
	BLUE,
};

enum { FIRST = 1, LAST };

extern int errors;
static const int limit = LIMIT;
static struct node head = { .next = 0, .place = { 1, 2 } }, *tail;
int (*on_error)(int) = 0;

int compare(const struct node *a, const struct node *b);
static inline int twice(int n)
{
	return 2 * n;
}

/* The old style of parameters. */
int old(a, b)
	int a;
	char *b;
{
	return a;
}

#ifdef FAST
int sum(const int *values, int count)
#else
int sum(const long *values, int count)
#endif
{
	if (count) {
		return twice(count);
	}
	return 0;
}

void (*signal_of(int number, void (*action)(int)))(int)
{
	return action;
}

#if 0
int never(void) { return 0; }
#endif

static DEFINE_MUTEX(lock);
DEFINE_PER_CPU(int, counter);

SYSCALL_DEFINE2(dup2, unsigned int, oldfd, unsigned int, newfd)
{
	return 0;
}

static int __init start(void)
{
	return 0;
}
module_init(start);
EXPORT_SYMBOL_GPL(compare);

int main(int argc, char **argv)
{
	printf("braces } in { strings\n");
	return argc == '{';
}
