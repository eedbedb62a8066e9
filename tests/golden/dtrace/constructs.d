/* Probes that show every construct. */
#include "types.h"

provider shop {
    probe sale__start(const char *, int); /* when it starts */
    probe sale__done();
};

#pragma D attributes Evolving/Evolving/Common provider shop provider

BEGIN { self->depth = 0; }

shop$target:::sale-start,
shop$target:::sale-done
/self->depth < 1/
{
    printf("%s; {", copyinstr(arg0));
}
