import Foundation
@testable import MyLib
import struct A.B
/// A class with all that it may hold.
@available(iOS 13, *)
public final class Foo<T: P>: Base, Q where T: R {
  /// pd
  @Published private(set) var x: Int = 1, y = 2
  static let k = 3
  var comp: Int { get { 1 } set { } }
  lazy var z: Int = { 1 }()
  init?(a: Int, _ b: String) throws { }
  deinit {}
  override class func f<U>(at i: Int) async throws -> U where U: P { func nested() {} }
  subscript(i: Int) -> T { 1 }
  enum E: String, CaseIterable { case a, b = "x"; case c(Int, String); indirect case d }
  typealias A2 = Int
  static func == (l: Foo, r: Foo) -> Bool { true }
}
struct S<T> { let a: Int }
protocol P: AnyObject { associatedtype I: Q; var v: Int { get }; func m(); init(a: Int); static func s() }
extension Foo: Eq where T: X { func e() {} }
actor Ac { }
func g(_ a: Int) -> Int { 1 }
let top = 1
@main struct App { static func main() {} }
class MyTests: XCTestCase { func testX() {}
 func helper() {} }
macro m() = #externalMacro(module: "a", type: "b")
#if DEBUG
func dbg() {}
#endif
@Test("hi") func st() {}
