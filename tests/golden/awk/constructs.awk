#!/usr/bin/awk -f
# Adds up the second column.

@include "join.awk"

BEGIN { text = "function no(a) {" }

# The larger of two.
# Numbers only.
function max(a, b) {
    if (a ~ /[{]/) {
        return b
    }
    return a > b ? a : b    # function neither() {
}

func short(x,   i,
           j)
{
    return x
}

function lib::named() { return 1 } function second() { return 2 }

/function pattern() {/ { total += $2 }

END { print max(total, 0) }
