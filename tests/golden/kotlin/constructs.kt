@file:JvmName("X")
package a.b
import x.y.Z
import x.y.*
import x.W as V
/** A class with all that it may hold. */
@Ann(1) data class P<out T : Any>(val x: Int, private var y: String = "a", z: Int) : Base<T>(x), I, J by z {
  constructor(a: Int) : this(a, "") {}
  init { }
  /** pd */
  var prop: Int = 1
    get() = field
    private set
  val lazyP by lazy { 1 }
  override suspend fun <U> f(a: Int, b: U = 1): List<U> where U : Any { fun local() {} }
  companion object {
    const val K = 1
    @JvmStatic fun c() {}
  }
  companion object Named : Q()
  inner class In
  @Test fun `a test`() {}
}
sealed interface S { fun m(): Int }
fun interface FI { fun call() }
enum class E(val v: Int) : I { A(1), B(2) { override fun g() {} }; fun g() {} }
object O : I {
  val z = 1
}
annotation class An(val a: Int)
typealias T2<X> = Map<String, X>
fun String.ext(a: Int): Int = 1
val <T> List<T>.second: T get() = this[1]
const val C: Int = 3
val (d1, d2) = p
fun main(args: Array<String>) {}
inline fun <reified T> r() {}
value class VC(val s: String)
