// RUN: weirc opt --split-input-file --verify-diagnostics %s

util.func public @workgroup_dimension() {
  // expected-error @+1 {{'flow.dispatch.workgroup.id' op dimension 3 out of bounds of dispatch dimensions; expected [0, 3)}}
  %0 = flow.dispatch.workgroup.id[3] : index
  util.return
}

// -----

util.func public @region_arguments(%a: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{'flow.dispatch.region' op expected no block arguments}}
  %0 = "flow.dispatch.region"() <{operandSegmentSizes = array<i32: 0, 0>}> ({
  ^bb0(%b: tensor<4xf32>):
    flow.return %b : tensor<4xf32>
  }, {
  }) : () -> tensor<4xf32>
  util.return %0 : tensor<4xf32>
}

// -----

util.func public @region_returns(%a: tensor<4xf32>, %b: tensor<2xf32>) -> tensor<4xf32> {
  %0 = flow.dispatch.region -> (tensor<4xf32>) {
    // expected-error @+1 {{'flow.return' op operand types do not match with parent results}}
    flow.return %b : tensor<2xf32>
  }
  util.return %0 : tensor<4xf32>
}

// -----

util.func public @region_results(%a: i32) -> i32 {
  // expected-error @+1 {{'flow.dispatch.region' op only ranked tensor results are allowed}}
  %0 = flow.dispatch.region -> (i32) {
    flow.return %a : i32
  }
  util.return %0 : i32
}

// -----

util.func public @region_workload(%a: tensor<4xf32>, %w: index) -> tensor<4xf32> {
  // expected-error @+1 {{'flow.dispatch.region' op workload operands and workgroup count args mismatch (1 vs 2)}}
  %0 = flow.dispatch.region[%w] -> (tensor<4xf32>) {
    flow.return %a : tensor<4xf32>
  } count(%x: index, %y: index) -> (index, index, index) {
    flow.return %x, %y, %y : index, index, index
  }
  util.return %0 : tensor<4xf32>
}

// -----

util.func public @workgroups_workload(%w: index) {
  // expected-error @+1 {{workload value 0 type mismatch; operand is 'index' but region captures 'i32'}}
  flow.dispatch.workgroups[%w]() : () -> () = () {
    flow.return
  } count(%x: i32) -> (index, index, index) {
    %c1 = arith.constant 1 : index
    flow.return %c1, %c1, %c1 : index, index, index
  }
  util.return
}

// -----

util.func public @workgroups_types(%a: tensor<4xindex>) {
  // expected-error @+1 {{I/O type 'tensor<4xindex>' is invalid: index types must not cross the dispatch boundary}}
  flow.dispatch.workgroups(%a) : (tensor<4xindex>) -> () = (%x: !flow.dispatch.tensor<readonly:tensor<4xf32>>) {
    flow.return
  }
  util.return
}

// -----

util.func public @store_rank(%a: tensor<4x4x4xf32>, %t: !flow.dispatch.tensor<writeonly:tensor<4x4xf32>>) {
  // expected-error @+1 {{expected rank to be smaller or equal to the other rank}}
  flow.dispatch.tensor.store %a, %t, offsets = [0, 0], sizes = [4, 4], strides = [1, 1] : tensor<4x4x4xf32> -> !flow.dispatch.tensor<writeonly:tensor<4x4xf32>>
  util.return
}

// -----

util.func public @store_sizes(%a: tensor<4x8xf32>, %t: !flow.dispatch.tensor<writeonly:tensor<4x16xf32>>) {
  // expected-error @+1 {{expected type to be 'tensor<4x4xf32>' or a rank-reduced version. (size mismatch)}}
  flow.dispatch.tensor.store %a, %t, offsets = [0, 0], sizes = [4, 4], strides = [1, 1] : tensor<4x8xf32> -> !flow.dispatch.tensor<writeonly:tensor<4x16xf32>>
  util.return
}

// -----

util.func public @store_dims(%a: tensor<4xf32>, %t: !flow.dispatch.tensor<writeonly:tensor<?xf32>>) {
  // expected-error @+1 {{value set has 1 dynamic dimensions but only 0 dimension values are attached}}
  flow.dispatch.tensor.store %a, %t, offsets = [0], sizes = [4], strides = [1] : tensor<4xf32> -> !flow.dispatch.tensor<writeonly:tensor<?xf32>>
  util.return
}

// -----

util.func public @constant_of_other_elements() {
  // expected-error @+1 {{'flow.tensor.dynamic_constant' op value of type 'tensor<3xi6>' has not the static shape and the elements of a result of type 'tensor<?xi8>'}}
  %0 = flow.tensor.dynamic_constant dense<2> : tensor<3xi6> -> tensor<?xi8>
  util.return
}

// -----

util.func public @constant_of_other_shape() {
  // expected-error @+1 {{value of type 'tensor<3x2xi8>' has not the static shape and the elements of a result of type 'tensor<?x4xi8>'}}
  %0 = flow.tensor.dynamic_constant dense<2> : tensor<3x2xi8> -> tensor<?x4xi8>
  util.return
}

// -----

util.func public @constant_of_a_number() {
  // expected-error @+1 {{value of type 'i8' has not the static shape and the elements of a result of type 'tensor<?xi8>'}}
  %0 = flow.tensor.dynamic_constant 3 : i8 -> tensor<?xi8>
  util.return
}

// -----

util.func public @reshape_bits(%a: tensor<4xf32>) -> tensor<4xi64> {
  // expected-error @+1 {{'flow.tensor.reshape' op element bit widths must match}}
  %0 = flow.tensor.reshape %a : tensor<4xf32> -> tensor<4xi64>
  util.return %0 : tensor<4xi64>
}

// -----

flow.func private @callee(%a: i32) -> i32
util.func public @call_type(%a: i64) -> i32 {
  // expected-error @+1 {{'flow.call' op function type mismatch; expected '(i64) -> i32' but callee is '(i32) -> i32'}}
  %0 = flow.call @callee(%a) : (i64) -> i32
  util.return %0 : i32
}

// -----

util.func public @no_callee() {
  // expected-error @+1 {{'flow.call' op undefined external call}}
  flow.call @callee() : () -> ()
  util.return
}

// -----

flow.executable private @ex {
  flow.executable.export public @entry workgroups(%x: index, %y: index) -> (index, index, index) {
    flow.return %x, %y, %y : index, index, index
  }
}
util.func public @dispatch_workload(%w: index) {
  // expected-error @+1 {{'flow.dispatch' op workload mismatch; entry point expects 2 arguments but dispatch provides 1}}
  flow.dispatch @ex::@entry[%w]() : () -> ()
  util.return
}

// -----

flow.executable private @ex {
  flow.executable.export public @entry workgroups(%x: index) -> (index, index, index) {
    // expected-error @+1 {{workgroup count region must return the XYZ dimension counts}}
    flow.return %x : index
  }
}

// -----

util.func public @workgroup_counts() {
  // expected-error @+1 {{'flow.dispatch.workgroup.count' op dimension 7 out of bounds of dispatch dimensions; expected [0, 3)}}
  %0 = flow.dispatch.workgroup.count[7] : index
  util.return
}

// -----

util.func public @workgroup_sizes() {
  // expected-error @+1 {{'flow.dispatch.workgroup.size' op dimension 3 out of bounds of dispatch dimensions; expected [0, 3)}}
  %0 = flow.dispatch.workgroup.size[3] : index
  util.return
}

// -----

flow.executable private @two_dimensions {
  // expected-error @+1 {{workgroup count region must return the XYZ dimension counts}}
  flow.executable.export public @entry workgroups(%n: index) -> (index, index) {
    flow.return %n, %n : index, index
  }
}

// -----

// expected-error @+1 {{tied operand not found for result reference %arg1}}
flow.func public @tied_to_nothing(%arg0: tensor<4xf32>) -> %arg1
