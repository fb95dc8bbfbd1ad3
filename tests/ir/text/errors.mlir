// RUN: weirc opt --split-input-file --verify-diagnostics %s

// expected-error @below {{use of undeclared SSA value name}}
util.func @a(%x: i32) { %y = arith.addi %x, %z : i32 util.return }

// -----

// expected-note @below {{previously defined here}}
util.func @a(%x: i32) {
  // expected-error @below {{redefinition of SSA value '%x'}}
  %x = arith.constant 4 : i32
  util.return
}

// -----

// expected-error @below {{custom op 'nope' is unknown (tried 'builtin.nope' as well)}}
nope

// -----

// expected-error @below {{custom op 'util.nope' is unknown}}
util.nope

// -----

// expected-error @below {{operation being parsed with an unregistered dialect}}
"foo.bar"() : () -> ()

// -----

// expected-error @below {{unregistered operation 'util.nope' found in dialect ('util')}}
"util.nope"() : () -> ()

// -----

// expected-error @below {{reference to an undefined block}}
util.func @f() { cf.br ^bb1 }

// -----

// expected-error @below {{inferred shape of elements literal ([2]) does not match type}}
util.global private @x : tensor<4xi32> = dense<[1, 2]> : tensor<4xi32>

// -----

// expected-error @below {{ranks are not consistent between elements}}
util.global private @x = dense<[[1, 2], [3]]> : tensor<2x2xi32>

// -----

// expected-error @below {{integer constant out of range for attribute}}
util.global private @x = 300 : i8

// -----

// expected-error @below {{unexpected decimal integer literal for a floating point value}}
// expected-note @below {{add a trailing dot to make the literal a float}}
util.global private @x = 3 : f32

// -----

// expected-error @below {{undefined symbol alias id 'b'}}
util.global private @x = #b

// -----

// expected-error @below {{undefined symbol alias id 't'}}
util.global private @x : !t

// -----

// expected-error @below {{operation defines 1 results but was provided 2 to bind}}
util.func @f(%a: index) { %0:2 = util.buffer.alloc uninitialized : !util.buffer{%a} util.return }

// -----

// expected-error @below {{cannot name an operation with no results}}
util.func @f(%a: index) { %0 = util.return }

// -----

// expected-error @below {{use of value '%a' expects different type than prior uses: 'i32' vs 'index'}}
// expected-note @below {{prior use here}}
util.func @f(%a: index) { %0 = arith.addi %a, %a : i32 util.return }

// -----

// expected-error @below {{duplicate key 'a' in dictionary attribute}}
util.func @f() attributes {a, b = 1 : i8, a} { util.return }

// -----

// expected-error @below {{expected '"' in string literal}}
util.global private @x = "open

// -----

// expected-error @below {{expected ')'}}
util.func private @x(%arg0: i32 -> i32

// -----

// expected-error @below {{expected non-function type}}
util.global private @x : tensor<4xqq>

// -----

// expected-error @below {{tied operand not found for result reference %q}}
util.func @f(%t: tensor<?xf32>, %d: index, %q: tensor<?xf32>) { %0 = flow.dispatch @x::@y(%t) : (tensor<?xf32>{%d}) -> %q{%d} util.return }

// -----

// expected-error @below {{expected '{'}}
util.func @f(%t: !stream.resource<*>) { %0 = stream.async.clone %t : !stream.resource<*> -> !stream.resource<*> util.return }

// -----

// expected-error @below {{unknown enumeration case 'Nowhere'}}
util.func @f(%a: !hal.allocator, %n: index, %q: i64) { %0 = hal.allocator.allocate<%a : !hal.allocator> affinity(%q) type(Nowhere) usage(Transfer) : !hal.buffer{%n} util.return }

// -----

// expected-error @below {{expected access modifier 'ro', 'wo' or 'rw'}}
util.func @f(%a: index, %r: !stream.resource<transient>) { stream.cmd.dispatch @x::@y { %r[%a for %a] : !stream.resource<transient>{%a} } util.return }

// -----

// expected-error @below {{each parameter must have the same scope}}
util.func @f(%o: i64, %n: index) { %0:3 = stream.parameter.load { "a"::"k"[%o] : !stream.resource<constant>{%n}, "b"::"k"[%o] : !stream.resource<constant>{%n} } => !stream.timepoint util.return }

// -----

// expected-error @below {{hex string should start with '0x'}}
util.global private @x = dense<"00FF"> : tensor<2xi8>

// -----

// expected-error @below {{elements hex data size is invalid for provided type}}
util.global private @x = dense<"0x00FF00"> : tensor<2xi8>

// -----

util.global private @x = dense_resource<blob> : tensor<4xi8>
{-#
  dialect_resources: {
    builtin: {
      // expected-error @below {{to encode alignment in first 4 bytes}}
      blob: "0x04"
    }
  }
#-}

// -----

// expected-error @below {{operation location alias was never defined}}
util.func private @x() loc(#loc)

// -----

// expected-error @below {{non-affine expression}}
util.func private @x() attributes {a = affine_map<(d0, d1) -> (d0 * d1)>}

// -----

// A name that each of two regions uses before it defines it, or does not.
util.func private @name_of_two_regions(%cond: i1) {
  scf.if %cond {
    cf.assert %late, "not yet"
    %late = arith.constant true
  }
  scf.if %cond {
    // expected-error @+1 {{use of undeclared SSA value name}}
    cf.assert %late, "never"
  }
  util.return
}
