package a.b
import x.y.{Z, W => V, _}
import q.r._
import s.*
/** A class with all that it may hold. */
@ann(1) sealed abstract case class P[+T <: Any](val x: Int, private var y: String = "a", z: Int)(implicit e: E) extends Base[T](x) with I with J {
  def this(a: Int) = this(a, "")
  /** m */
  override def f[U](a: Int)(b: U): List[U] = { def local = 1; b }
  protected val v: Int = 1
  var w = 2
  lazy val l = 3
  type T2 = Int
  def +(o: P) = o
  val (d1, d2) = p
}
object P extends App { def apply() = 1; implicit class Ops(a: Int) { def x = 1 } }
trait Tr[F[_]] extends A { def m: Int; type Q }
case object CO
package object po { val z = 1 }
enum Color(val v: Int) extends X { case Red, Green; case Blue(a: Int) }
given ord: Ord[Int] with { def c = 1 }
extension (s: String) def ext(a: Int): Int = 1
def top(a: Int) = 1
@main def run(): Unit = {}
object M { def main(args: Array[String]): Unit = {} }
class Spec extends AnyFunSuite { test("x works") { } ; describe("a") { it("b") {} } }
