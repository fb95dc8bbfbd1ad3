// RUN: weirc opt --split-input-file --verify-diagnostics --allow-unregistered-dialect --util-lift-cfg-to-scf %s

util.func public @unreachable(%a: i32) -> i32 {
  cf.br ^out
^nobody:
  // expected-error @+1 {{transformation does not support unreachable blocks}}
  cf.br ^out
^out:
  util.return %a : i32
}

// -----

util.func public @unreachable_cycle(%a: i32) -> i32 {
  cf.br ^out
^one:
  // expected-error @+1 {{transformation does not support unreachable blocks}}
  "test.x"() : () -> ()
  cf.br ^two
^two:
  cf.br ^one
^out:
  util.return %a : i32
}

// -----

util.func public @unknown_branch() {
  // expected-error @+1 {{transformation does not support terminators with successors not implementing BranchOpInterface}}
  "test.br"()[^x, ^y] : () -> ()
^x:
  util.return
^y:
  util.return
}

// -----

util.func public @signed(%flag: si32) {
  // expected-error @+1 {{transformation does not support flags other than signless integers of at most 64 bits}}
  cf.switch %flag : si32, [
    default: ^x,
    1: ^y
  ]
^x:
  util.return
^y:
  util.return
}

// -----

util.func public @wide(%flag: i128) {
  // expected-error @+1 {{transformation does not support flags other than signless integers of at most 64 bits}}
  cf.switch %flag : i128, [
    default: ^x,
    1: ^y
  ]
^x:
  util.return
^y:
  util.return
}

// -----

util.func public @twice(%flag: i8) {
  // expected-error @+1 {{has duplicate case value: -1}}
  cf.switch %flag : i8, [
    default: ^x,
    255: ^y,
    -1: ^y
  ]
^x:
  util.return
^y:
  util.return
}

// -----

util.func public @endless_inside() {
  "test.region"() ({
    cf.br ^x
  ^x:
    // expected-error @+1 {{expected callable op (e.g. util.func or util.initializer) as parent of region}}
    cf.br ^x
  }) : () -> ()
  util.return
}
