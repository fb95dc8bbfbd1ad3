// RUN: weirc opt --split-input-file --verify-diagnostics %s

// Every open dimension of an operand or result has its value.

util.func private @gathers(%ch: !flow.channel, %t: tensor<4xf32>, %s: tensor<2xf32>, %n: index) {
  // expected-error @+1 {{'flow.collective.all_gather' op value set has 0 dynamic dimensions but only 1 dimension values are attached}}
  %0 = "flow.collective.all_gather"(%t, %n, %s, %ch) <{element_type = 9 : i32, tied_operands = [0 : index]}> : (tensor<4xf32>, index, tensor<2xf32>, !flow.channel) -> tensor<4xf32>
  util.return
}

// -----

util.func private @exchanges(%ch: !flow.channel, %t: tensor<?xf32>, %s: tensor<?xf32>) {
  // expected-error @+1 {{'flow.collective.all_to_all' op value set has 1 dynamic dimensions but only 0 dimension values are attached}}
  %0 = "flow.collective.all_to_all"(%t, %s, %ch) <{element_type = 9 : i32, tied_operands = [0 : index]}> : (tensor<?xf32>, tensor<?xf32>, !flow.channel) -> tensor<?xf32>
  util.return
}

// -----

util.func private @scatters(%ch: !flow.channel, %t: tensor<?xf32>, %s: tensor<4xf32>) {
  // expected-error @+1 {{'flow.collective.reduce_scatter' op value set has 1 dynamic dimensions but only 0 dimension values are attached}}
  %0 = "flow.collective.reduce_scatter"(%t, %s, %ch) <{element_type = 9 : i32, reduction_op = 1 : i32, tied_operands = [0 : index]}> : (tensor<?xf32>, tensor<4xf32>, !flow.channel) -> tensor<?xf32>
  util.return
}

// -----

util.func private @sends(%ch: !flow.channel, %t: tensor<?xf32>, %s: tensor<?xf32>, %n: index) {
  // expected-error @+1 {{'flow.collective.send_recv' op value set has 1 dynamic dimensions but only 0 dimension values are attached}}
  %0 = "flow.collective.send_recv"(%t, %s, %ch, %n, %n) <{element_type = 9 : i32, tied_operands = [0 : index]}> : (tensor<?xf32>, tensor<?xf32>, !flow.channel, index, index) -> tensor<?xf32>
  util.return
}

// -----

util.func private @allocates(%n: index) {
  // expected-error @+1 {{'flow.tensor.alloca' op value set has 2 dynamic dimensions but only 1 dimension values are attached}}
  %0 = flow.tensor.alloca : tensor<?x?xf32>{%n}
  util.return
}

// -----

util.func private @casts(%t: tensor<?xf32>, %n: index) {
  // expected-error @+1 {{'flow.tensor.bitcast' op value set has 1 dynamic dimensions but only 0 dimension values are attached}}
  %0 = flow.tensor.bitcast %t : tensor<?xf32> -> tensor<?xi32>{%n}
  util.return
}

// -----

util.func private @loads(%t: tensor<?xf32>, %n: index) {
  // expected-error @+1 {{'flow.tensor.load' op value set has 1 dynamic dimensions but only 0 dimension values are attached}}
  %0 = flow.tensor.load %t[%n] : tensor<?xf32>
  util.return
}

// -----

util.func private @slices(%t: tensor<4xf32>, %n: index) {
  // expected-error @+1 {{'flow.tensor.slice' op value set has 1 dynamic dimensions but only 0 dimension values are attached}}
  %0 = flow.tensor.slice %t[%n for %n] : tensor<4xf32> -> tensor<?xf32>
  util.return
}

// -----

util.func private @splats(%v: f32, %n: index) {
  // expected-error @+1 {{'flow.tensor.splat' op value set has 0 dynamic dimensions but only 1 dimension values are attached}}
  %0 = flow.tensor.splat %v : tensor<4xf32>{%n}
  util.return
}

// -----

util.func private @stores(%v: f32, %t: tensor<?xf32>, %n: index) {
  // expected-error @+1 {{'flow.tensor.store' op value set has 1 dynamic dimensions but only 0 dimension values are attached}}
  %0 = flow.tensor.store %v, %t[%n] : tensor<?xf32>
  util.return
}

// -----

util.func private @traces(%t: tensor<?xf32>) {
  // expected-error @+1 {{'flow.tensor.trace' op value set has 1 dynamic dimensions but only 0 dimension values are attached}}
  "flow.tensor.trace"(%t) <{key = "x", operandSegmentSizes = array<i32: 1, 0>}> : (tensor<?xf32>) -> ()
  util.return
}

// -----

util.func private @ties(%t: tensor<?x4xf32>) {
  // expected-error @+1 {{'flow.tensor.tie_shape' op value set has 1 dynamic dimensions but only 0 dimension values are attached}}
  %0 = flow.tensor.tie_shape %t : tensor<?x4xf32>
  util.return
}

// -----

util.func private @updates(%u: tensor<?xf32>, %t: tensor<4xf32>, %n: index) {
  // expected-error @+1 {{'flow.tensor.update' op value set has 1 dynamic dimensions but only 0 dimension values are attached}}
  %0 = flow.tensor.update %u, %t[%n] : tensor<?xf32> -> %t as tensor<4xf32>
  util.return
}

// -----

flow.executable private @ties_binding {
  flow.executable.export public @entry
  builtin.module {
    func.func @entry(%arg0: !flow.dispatch.tensor<readonly:tensor<?x4xf32>>) {
      // expected-error @+1 {{'flow.dispatch.tie_shape' op value set has 1 dynamic dimensions but only 0 dimension values are attached}}
      %0 = flow.dispatch.tie_shape %arg0 : !flow.dispatch.tensor<readonly:tensor<?x4xf32>>
      func.return
    }
  }
}

// -----

flow.executable private @loads_binding {
  flow.executable.export public @entry
  builtin.module {
    func.func @entry(%arg0: !flow.dispatch.tensor<readonly:tensor<?x4xf32>>, %n: index) {
      // expected-error @+1 {{'flow.dispatch.tensor.load' op value set has 1 dynamic dimensions but only 0 dimension values are attached}}
      %0 = flow.dispatch.tensor.load %arg0, offsets = [0, 0], sizes = [%n, 4], strides = [1, 1] : !flow.dispatch.tensor<readonly:tensor<?x4xf32>> -> tensor<?x4xf32>
      func.return
    }
  }
}
