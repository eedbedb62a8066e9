(** Interfaces. *)

(** Half a turn. *)
val half : float

val map : f:('a -> 'b) -> 'a list -> 'b list
(** Applies [f] to each; see {!List.map}. *)

type t
(** A type. *)

module M : sig
  val x : int
end

module F (X : S) : T
external id : 'a -> 'a = "%identity"
exception Oops of int
class c : int -> object method m : int end
