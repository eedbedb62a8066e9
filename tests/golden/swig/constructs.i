/* Wrappers for the shapes library. */
%module(directors="1", docstring="Shapes for scripts.") shapes

%{
#include "shapes.h"
static int helper(int a) { return a; }
%}

%include "std_string.i"
%import <exception.i>
%include carrays.i

%constant int LIMIT = 10;
%constant("a" = 1) double RATIO = 0.5;
#define VERSION "1.0"

%ignore Shape::secret;
%rename(area_of) Shape::area(int x) const;
%feature("autodoc", "1");
%feature("director") Listener;
%newobject make_shape;

%typemap(in) (char *data, size_t size) {
  $1 = not_a_function($input);
  if (!$1) { SWIG_fail; }
}
%typemap(out) Shape * "wrapped";
%typemap(freearg) char ** %{
  free_it($1);
%}
%apply int *OUTPUT { int *width, int *height };

/* Adds what a sequence has. */
%define SEQUENCE_METHODS(TYPE, NAME)
%extend TYPE {
  int __len__() { return 0; }
}
%enddef

SEQUENCE_METHODS(Shape, shape)
%my_macro(Shape)

%fragment("convert", "header") %{
static void convert(void) {}
%}

%insert("python") %{
def not_c():
    return "class Fake"
%}

%pythoncode %{
class PythonOnly:
    def method(self):
        return 1
%}

%inline %{
// The area of a square.
double square(double side) { return side * side; }
%}

%init %{
  init_shapes();
%}

/** A shape. */
class Shape {
public:
  Shape(double side);
  virtual ~Shape();
  double area(int x) const;
  %immutable;
  int id;
  %mutable;
};

%extend Shape {
  // How it is printed.
  std::string __str__() { return "shape"; }
  %pythoncode {
    def __repr__(self): return str(self)
  }
};

%template(ShapeVector) std::vector<Shape>;
%template(IntPair) std::pair<int, int>;
template <typename T> T largest(T a, T b);

%exception make_shape {
  $action
  if (!result) SWIG_fail;
}
Shape *make_shape(const char *name);
%pragma(java) modulecode=%{
  public static void load() {}
%}
