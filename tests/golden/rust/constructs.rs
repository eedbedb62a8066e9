#![allow(x)]
//! Every construct of Rust that declares something.
use std::{fmt, collections::{HashMap as H, *}, self};
use crate::a::b;
pub use self::x as y;
extern crate alloc as al;
mod other;
/// Doc
#[derive(Debug)]
#[cfg(test)]
pub(crate) mod inner { //! inner doc
  pub struct P;
  pub fn f() {}
}
pub struct Foo<'a, T: Clone> where T: X { /// fld
 pub a: &'a T, b: u8 }
struct Tup(pub u8, String);
union U { a: u8 }
pub enum E<T> { A, B(T), C { x: u8 } = 3 }
pub unsafe trait Tr<T>: Base + Send { type Item: Clone; const K: u8 = 1; fn req(&self) -> u8; fn prov() {} }
impl<'a, T> Foo<'a, T> { pub const C: u8 = 1; pub async fn m<U>(&self, u: U) -> Result<T> where U: A { fn nested() {} } }
impl<T> fmt::Display for Foo<'_, T> { type Item = u8; fn fmt(&self) {} }
pub static mut S: u8 = 1;
const K: &str = "x";
type Alias<T> = Vec<T>;
macro_rules! mac { () => {} }
extern "C" { fn ext(a: u8); static E2: u8; }
#[tokio::test]
async fn tt() {}
#[test] fn t2() {}
fn main() {}
#[no_mangle] pub extern "C" fn ce() {}
#[proc_macro_derive(X)] pub fn pm() {}
impl dyn Tr<u8> { fn q() {} }
impl Tr for [u8] {}
kunit_tests! { fn z() {} }
