(* Copyright 2024 The Authors. All rights reserved. *)

(** Shows every construct of OCaml that declares something. *)

open Base
open! Stdlib.List
include Shared.Helpers

(** A weight. *)
let weight : float = 1.5

let pi, tau = 3.14, 6.28
let () = print_endline "ready"
let _ = ignore 1

exception Broken of string * int
exception Alias = Not_found

(** A colour of a shape. *)
type colour =
  | Red  (** like blood *)
  | Green of int * string
  | Mix of { left : colour; right : colour }
[@@deriving show, eq]

type 'a point = {
  mutable x : 'a;  (** to the right *)
  y : int;
}

and ('k, 'v) table = ('k, 'v) Hashtbl.t

type abstract
type extensible = ..
type extensible += Extra of int
type _ term = Int : int -> int term | If : bool term -> unit term
type private_name = private string

external sqrt : float -> float = "caml_sqrt" [@@noalloc]

(** The area.
    @param scale a factor
    @return square metres *)
let rec area ?(scale = 1.0) ~name (x : float) : float =
  let inner y = y in
  inner (x *. scale)

and perimeter x = x

let double = fun x -> 2 * x
let choose = function Red -> 1 | _ -> 2
let ( ++ ) a b = a + b
let%test "areas are positive" = area 1. > 0.
let%test_unit _ = ()
let%expect_test "prints" = print_string ""

(** Something that can be measured. *)
module type SHAPE = sig
  type t

  (** The name. *)
  val name : t -> string
  val mutable_thing : int ref
  exception Bad
  module Inner : sig val f : int -> int end
  include Comparable.S with type t := t
end

(** A stack. *)
module Stack (Elt : SHAPE) : SHAPE with type t = Elt.t = struct
  type t = Elt.t
  let name _ = "stack"
  module Deep = struct let x = 1 end
end

module S = Stdlib.String
module rec Even : sig end = struct end
and Odd : sig end = struct end

class type shape_type = object method area : float end

(** A counter. *)
class virtual ['a] counter (start : int) = object (self)
  inherit base start as super
  val mutable count = start
  method get = count
  method private virtual hidden : int -> int
  method! add n = count <- count + n
  initializer ignore self
end

let main () = ()
let () = main ()
