# cython: language_level=3
"""Shapes and their areas.

A second paragraph.
"""

from __future__ import annotations

import cython
import numpy as np, os.path as path
cimport numpy as cnp
from libc.math cimport sqrt, pow as power
from .geometry cimport (
    Point,  # a comment
    Line as Segment,
)
from . import *
include "constants.pxi"

if cython.compiled:
    import fast
else:
    import slow


cdef extern from "shapes.h" namespace "shapes" nogil:
    ctypedef struct point_t:
        double x, y
        char name[16]
        int (*compare)(const void *, const void *)

    enum:
        MAX_POINTS "SHAPES_MAX" = 64
        MIN_POINTS

    enum color_t: RED, GREEN = 2

    int area(point_t *points, size_t n) except -1
    void reset "shapes_reset" ()
    const char *version
    ctypedef int (*callback)(void *) noexcept

    cdef cppclass Polygon[T](Shape):
        Polygon() except +
        Polygon(int)
        T get(size_t index)
        bint operator==(const Polygon &)
        T &operator[](size_t)
        vector[T] corners
        cppclass iterator:
            T operator*()

cdef extern from *:
    """
    int hidden(void);
    """
    int hidden()

DEF LIMIT = 10
VERSION = "1.0"  # cdef int nothing
default_size = 3
cdef int counter = 0, *cursor = NULL
cdef double[:, ::1] grid
cdef dict _cache = {"cdef int a": 1,
                    "b": 2}
cdef (int, int) pair
cdef struct later
ctypedef unsigned long long size
ctypedef fused number:
    int
    double

cpdef enum Mode:
    FAST = 1
    SAFE = FAST + 1, SLOW

cdef enum class Level(int):
    LOW
    HIGH

cdef packed struct record:
    int id
    number *values

cdef:
    int first
    inline int second(int a):
        return a
    struct inner:
        int depth


cdef class Shape:
    """A shape."""

    cdef public int sides, corners
    cdef readonly str name
    cdef object __weakref__
    KIND = "shape"

    def __cinit__(self, int sides=3, *, str name="def f()"):
        self.sides = sides
        cdef int local

    @property
    def size(self) -> int:
        """How large it is."""
        return 1

    property old:
        def __get__(self):
            return 1

    @staticmethod
    cdef inline Shape of(int sides):
        """Make one."""
        import lazily
        return Shape(sides)

    cpdef double area(self, double scale=1.0) except? -1:
        def inner():
            pass
        return scale

    cdef void reset(self) noexcept nogil:
        pass


@cython.final
cdef public class Square(Shape, Base) [object SquareObject, type SquareType]:
    cdef double side


class Plain(Shape, metaclass=Meta):
    r"""A Python \class."""
    limit: int = 3

    async def run(self, callback): pass


@cython.boundscheck(False)
cdef cnp.ndarray[cnp.float64_t, ndim=2] scale(
    cnp.ndarray[cnp.float64_t, ndim=2] values,
    double by=2.0,
):
    """Scale the values."""
    for i in range(3):
        cdef_like = i
    return values


cdef (int, double) both(int a): return a, 1.0

def outer(number x, *args, **kwargs):
    text = """
cdef class Nothing:
"""
    return text; y = 2


if __name__ == "__main__":
    outer(1)
