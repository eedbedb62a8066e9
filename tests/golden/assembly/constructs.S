/* SPDX-License-Identifier: MIT */
/*
 * Copies pages in the fastest way.
 */
#include <linux/linkage.h>
#include "local.h"
	.include "macros.inc"

#define PAGE_WORDS	512
#define LOAD(reg, offset) ldp reg, [x1, #offset]
#define GUARD

	.equ	BLOCK_SIZE, 64
	.set	counter, 0
	.set	counter, 1

/* Save what the caller wants kept. */
	.macro save_regs from, to=4
	.globl	inside_macro
inside_macro:
	push \from
	.endm

	.text
/*
 * copy_page - copy one page
 * @x0: where to
 */
SYM_FUNC_START(copy_page)
	ldp	x2, x3, [x1]	/* not: a label */
.Lloop:
1:	b	1b
local_label:
SYM_INNER_LABEL(copy_page_tail, SYM_L_GLOBAL)
	ret
SYM_FUNC_END(copy_page)
SYM_FUNC_ALIAS(__copy_page, copy_page)

SYM_CODE_START_LOCAL(retry)
SYM_CODE_END(retry)

// Old style.
ENTRY(old_copy)
	ret
ENDPROC(old_copy)

	.globl	plain_copy
	.type	plain_copy, @function
plain_copy:
	ret
	.size	plain_copy, .-plain_copy

	.weak	weak_copy
weak_copy:
	ret

	.type	only_here, %function
only_here:
	ret

	.section .rodata, "a"
	.globl	copy_table
copy_table:
	.ascii	"ENTRY(no) /* no: */"
SYM_DATA(copy_flags, .long 0)
