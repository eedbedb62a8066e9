/* Every construct of Java that declares something. */
package com.example.shapes;
import java.util.List;
import java.util.*;
import static java.lang.Math.PI;
import static org.junit.Assert.*;
/**
 * A circle, see {@link Shape#area the area}.
 * <p>It has a {@code radius}.
 */
@Deprecated @SuppressWarnings("x")
public abstract sealed class Circle<T extends Number> extends Base<T> implements Shape, Comparable<Circle> permits A, B {
  /** f */
  private static final int A = 1, B[] = {2};
  String name;
  static { }
  public Circle(int r) throws IOException { class Local {} }
  @Override public <U> List<U> area(final int a, String... s) throws X { return null; }
  abstract void go();
  enum Color implements I { RED, /** g */ GREEN(1) { void x() {} }; Color() {} int v; }
  interface Inner { int K = 1; default void d() {} }
  @interface Ann { String value() default "x"; int n(); }
  record Point(int x, @A int y) implements I { Point { } static int z; void m() {} }
  /** Checks it. */
  @Test public void testX() {}
  @org.junit.jupiter.api.Test void t() {}
  public static void main(String[] args) {}
}
module com.foo { requires java.base; exports com.foo.bar; }
