
"util.func"() <{sym_name = "nothing_given", functior_type = (i1, i32) -> ()}> ({
^bb0(%cond: i1, %value: i32):
  // expected-error @+1 {{region control flow edge from Region #1 to parent results: source has 0 operands, but target successor... needs 1}}
  %0 = "scf.if"(%cond) ({
    "scf.yield"(%value) : (i32) -> ()
  }, {
    "scf.yield"() : () -> ()
  }) : (i1) -> i32
  "util.return"() : () -> ()
}) : () -> ()

