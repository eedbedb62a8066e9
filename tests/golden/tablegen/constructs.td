// Instructions of a small machine.
include "llvm/Target/Target.td"

/// Anything with a name.
class Named<string n, list<int> l = [1, 2]> {
  string Name = n;
  code Body = [{ def not_this : Named<"x">; }];
}

class Inst<bits<4> op, dag outs> : Named<"inst">, Sched<[Write, Read]> {
  let Opcode = op;
  bits<4> Op = {0, 1, 0, op{0}};
}

multiclass Both<string s> {
  def rr : Inst<1, (outs)>;
  def _ri : Inst<2, (outs)>;
}

// Adds.
def ADD : Inst<0b0001, (outs GPR:$rd)>, Sched<[]> {
  let Name = "def SUB";
}
def : Pat<(add x, y), (ADD x, y)>;
defm MUL : Both<"mul">, Extra;

let Predicates = [HasFloat] in {
  def FADD : Inst<3, (outs)>;
}
foreach i = 0-3 in
  def R#i : Register<"r"#i>;
defvar limit = 16;
def 3dnow : Feature;
