// RUN: weirc opt --split-input-file --verify-diagnostics %s

util.func private @not_captured(%n: index, %a: !stream.resource<*>) {
  %0, %t = stream.async.execute with() -> (!stream.resource<*>{%n}) {
    // expected-error @+1 {{used resource not listed in explicit captures}}
    %1 = stream.async.clone %a : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
    stream.yield %1 : !stream.resource<*>{%n}
  } => !stream.timepoint
  util.return
}

// -----

util.func private @yield_count(%n: index, %a: !stream.resource<*>) {
  %0, %t = stream.async.execute with(%a as %b: !stream.resource<*>{%n}) -> (!stream.resource<*>{%n}) {
    // expected-error @+1 {{yield result count mismatch with parent op}}
    stream.yield
  } => !stream.timepoint
  util.return
}

// -----

util.func private @yield_type(%n: index, %a: !stream.resource<transient>) {
  %0, %t = stream.async.execute with(%a as %b: !stream.resource<transient>{%n}) -> (!stream.resource<*>{%n}) {
    // expected-error @+1 {{result type mismatch: expected '!stream.resource<*>' but got '!stream.resource<transient>'}}
    stream.yield %b : !stream.resource<transient>{%n}
  } => !stream.timepoint
  util.return
}

// -----

util.func private @yield_size(%n: index, %m: index, %a: !stream.resource<*>) {
  %0, %t = stream.async.execute with(%a as %b: !stream.resource<*>{%n}) -> (!stream.resource<*>{%n}) {
    // expected-error @+1 {{result size mismatch}}
    stream.yield %b : !stream.resource<*>{%m}
  } => !stream.timepoint
  util.return
}

// -----

util.func private @host_work() {
  %0 = stream.cmd.execute with() {
    stream.cmd.serial {
      // expected-error @+1 {{explicit execution regions must only contain explicit ops}}
      util.call @f() : () -> ()
    }
  } => !stream.timepoint
  util.return
}
util.func private @f()

// -----

util.func private @received_only(%n: index, %c: !stream.channel, %a: !stream.resource<transient>) {
  %t = stream.cmd.execute with(%a as %x: !stream.resource<transient>{%n}) {
    // expected-error @+1 {{requires 2 resources but 1 provided}}
    stream.cmd.collective<all_reduce with sum : f32>[%n] channel(%c) {
      wo %x[%n for %n] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  util.return
}

// -----

util.func private @received_into_read(%n: index, %c: !stream.channel, %a: !stream.resource<transient>) {
  %t = stream.cmd.execute with(%a as %x: !stream.resource<transient>{%n}) {
    // expected-error @+1 {{resource 1 requires access Write but is declared as Read}}
    stream.cmd.collective<all_reduce with sum : f32>[%n] channel(%c) {
      rw %x[%n for %n] : !stream.resource<transient>{%n},
      ro %x[%n for %n] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  util.return
}

// -----

util.func private @root_missing(%n: index, %c: !stream.channel, %a: !stream.resource<*>, %b: !stream.resource<*>) {
  // expected-error @+1 {{collective operation requires a target parameter but none present}}
  %0 = "stream.async.collective"(%a, %n, %n, %n, %n, %b, %n, %n, %n, %n, %n, %c) <{op = #stream.collective<reduce with sum : f32>}> : (!stream.resource<*>, index, index, index, index, !stream.resource<*>, index, index, index, index, index, !stream.channel) -> !stream.resource<*>
  util.return
}

// -----

util.func private @clone_of_encoding(%n: index, %a: !stream.resource<*>) {
  // expected-error @+1 {{clones changing tensor encoding}}
  %0 = stream.tensor.clone %a : tensor<4xf32, 1 : i32> in !stream.resource<*>{%n} -> tensor<4xf32> in !stream.resource<*>{%n}
  util.return
}

// -----

util.func private @slice_rank(%n: index, %a: !stream.resource<*>) {
  // expected-error @+1 {{start_indices/lengths rank mismatch}}
  %0 = stream.tensor.slice %a[%n for %n] : tensor<4x4xf32> in !stream.resource<*>{%n} -> tensor<4xf32> in !stream.resource<*>{%n}
  util.return
}

// -----

util.func private @load_rank(%n: index, %a: !stream.resource<staging>) {
  // expected-error @+1 {{indices rank mismatch}}
  %0 = stream.tensor.load %a[%n] : tensor<4x4xf32> in !stream.resource<staging>{%n} -> f32
  util.return
}

// -----

util.func private @store_rank(%n: index, %v: f32, %a: !stream.resource<staging>) {
  // expected-error @+1 {{indices rank mismatch}}
  %0 = stream.tensor.store %v, %a : f32 -> tensor<4xf32> in %a as !stream.resource<staging>{%n}
  util.return
}

// -----

util.func private @encoding_dims(%n: index, %a: !stream.resource<*>) {
  // expected-error @+1 {{type set has 1 dynamic dimensions but only 0 dimension values are attached}}
  %0 = stream.tensor.clone %a : tensor<?xf32> in !stream.resource<*>{%n} -> tensor<4xf32> in !stream.resource<*>{%n}
  util.return
}

// -----

util.func private @fourth_dimension() {
  // expected-error @+1 {{out of bounds of dispatch dimensions}}
  %0 = stream.dispatch.workgroup.id[3] : index
  util.return
}

// -----

stream.executable private @ex {
  // expected-error @+1 {{workgroup count region must return the XYZ dimension counts}}
  stream.executable.export public @fn workgroups(%arg0: index) -> (index, index) {
    stream.return %arg0, %arg0 : index, index
  }
}

// -----

stream.executable private @ex {
  stream.executable.export public @fn workgroups(%arg0: index, %arg1: f32) -> (index, index, index) {
    // expected-error @+1 {{operands do not match expected region return types}}
    stream.return %arg0, %arg0, %arg1 : index, index, f32
  }
}

// -----

util.func private @ranges_missing(%n: index, %a: !stream.resource<*>) {
  // expected-error @+1 {{expects 1 resource range operand sets but 0 are present}}
  %0 = "stream.async.dispatch"(%a, %n, %n) <{entry_points = [@e::@f], operandSegmentSizes = array<i32: 0, 1, 1, 0, 0, 0, 1>}> : (!stream.resource<*>, index, index) -> !stream.resource<*>
  util.return
}

// -----

util.func private @no_body() {
  // expected-error @+1 {{expects a non-empty body}}
  %0 = "stream.cmd.execute"() <{operandSegmentSizes = array<i32: 0, 0, 0>}> ({}) : () -> !stream.timepoint
  util.return
}

// -----

util.func private @size_of_open(%n: index) -> index {
  // expected-error @+1 {{type set has 1 dynamic dimensions but only 0 dimension values are attached}}
  %0 = stream.tensor.sizeof tensor<?x4xf32> : index
  util.return %0 : index
}

// -----

util.func private @size_of_closed(%n: index) -> index {
  // expected-error @+1 {{type set has 0 dynamic dimensions but only 1 dimension values are attached}}
  %0 = stream.tensor.sizeof tensor<4xf32>{%n} : index
  util.return %0 : index
}

// -----

stream.async.func private @callee(%arg0: !stream.resource<*>, %arg1: i32) -> !stream.resource<*>

util.func private @caller(%r: !stream.resource<*>, %n: index, %v: f32) {
  // expected-error @+1 {{function type mismatch; expected '(!stream.resource<*>, f32) -> !stream.resource<*>' but callee is '(!stream.resource<*>, i32) -> !stream.resource<*>'}}
  %0 = stream.async.call @callee(%r[%n to %n for %n], %v) : (!stream.resource<*>{%n}, f32) -> !stream.resource<*>{%n}
  util.return
}

// -----

stream.async.func private @callee(%arg0: !stream.resource<*>) -> !stream.resource<*>

util.func private @too_many(%r: !stream.resource<*>, %n: index) {
  // expected-error @+1 {{function type mismatch}}
  %0:2 = stream.async.call @callee(%r[%n to %n for %n]) : (!stream.resource<*>{%n}) -> (!stream.resource<*>{%n}, !stream.resource<*>{%n})
  util.return
}

// -----

// Any lifetime will do.
stream.async.func private @callee(%arg0: !stream.resource<*>) -> !stream.resource<*>

util.func private @lifetimes(%r: !stream.resource<external>, %n: index) {
  %0 = stream.async.call @callee(%r[%n to %n for %n]) : (!stream.resource<external>{%n}) -> !stream.resource<transient>{%n}
  util.return
}

// -----

util.func private @two_blocks(%n: index) {
  // expected-error @+1 {{expects region #0 to have 0 or 1 blocks}}
  %t = "stream.cmd.execute"() <{operandSegmentSizes = array<i32: 0, 0, 0>}> ({
    cf.br ^end
  ^end:
    stream.yield
  }) : () -> !stream.timepoint
  util.return
}

// -----

// expected-error @+1 {{expects region #0 to have 0 or 1 blocks}}
"stream.executable"() <{sym_name = "two_blocks"}> ({
  cf.br ^end
^end:
  stream.executable.end
}) : () -> ()
