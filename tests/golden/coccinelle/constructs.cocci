// SPDX-License-Identifier: GPL-2.0-only
/// Use kzalloc rather than kmalloc
/// followed by memset.
///
// Confidence: High
// Keywords: kmalloc

virtual patch, context
virtual report

@depends on patch@
expression E;
@@
- f(E)
+ g(E)

@ r1 depends on context exists @
expression x; // @no@
position p;
@@

x = kmalloc@p(...);
* memset(x, 0, "@str@");

@script:python s depends on report@
p << r1.p;
@@
print(p[0])

@initialize:python@
@@
import re

@@
type T;
@@
- (T)
