// RUN: weirc opt --split-input-file --verify-diagnostics %s

util.func public @too_few_dims(%t: tensor<?x?xf32>, %n: index) {
  // expected-error @+1 {{value set has 2 dynamic dimensions but only 1 dimension values are attached}}
  %0 = "flow.tensor.clone"(%t, %n) : (tensor<?x?xf32>, index) -> tensor<?x?xf32>
  util.return
}

// -----

util.func public @no_global() {
  // expected-error @+1 {{undefined global: @missing}}
  %0 = util.global.load @missing : i32
  util.return
}

// -----

util.global private @g : i32
util.func public @wrong_type(%v: f32) {
  // expected-error @+1 {{global type mismatch; global g is 'i32' but load is 'f32'}}
  %0 = util.global.load @g : f32
  util.return
}

// -----

util.global private @g : i32
util.func public @immutable(%v: i32) {
  // expected-error @+1 {{global g is not mutable and cannot be stored to}}
  util.global.store %v, @g : i32
  util.return
}

// -----

util.func public @no_callee() {
  // expected-error @+1 {{undefined external call: missing}}
  util.call @missing() : () -> ()
  util.return
}

// -----

util.func private @callee(%arg0: i32) -> f32
util.func public @wrong_callee(%v: i64) {
  // expected-error @+1 {{function type mismatch}}
  %0 = util.call @callee(%v) : (i64) -> f32
  util.return
}

// -----

util.func public @wrong_return(%v: i64) -> i32 {
  // expected-error @+1 {{type of return operand 0 ('i64') doesn't match function result type ('i32')}}
  util.return %v : i64
}

// -----

stream.executable private @ex {
  stream.executable.export public @fn workgroups(%arg0: index, %arg1: index) -> (index, index, index) {
    stream.return %arg0, %arg1, %arg1 : index, index, index
  }
}
util.func public @workload(%r: !stream.resource<*>, %n: index) {
  // expected-error @+1 {{workload mismatch; entry point expects 2 arguments but dispatch provides 1}}
  %0 = stream.async.dispatch @ex::@fn[%n](%r[%n to %n for %n]) : (!stream.resource<*>{%n}) -> %r{%n}
  util.return
}

// -----

stream.executable private @ex {
  stream.executable.export public @fn workgroups(%arg0: index) -> (index, index, index) {
    // expected-error @+1 {{workgroup count region must return the XYZ dimension counts}}
    stream.return %arg0 : index
  }
}

// -----

util.func public @same_fence(%d: !hal.device, %f: !hal.fence, %q: i64) {
  // expected-error @+1 {{device queue operations cannot wait and signal on the same fence}}
  hal.device.queue.execute<%d : !hal.device> affinity(%q) wait(%f) signal(%f)
  util.return
}

// -----

util.func public @default_type(%d: !hal.device) {
  // expected-error @+1 {{type mismatch between result and default value}}
  %ok, %v = hal.device.query<%d : !hal.device> key("a" :: "b") : i1, i32 = 4 : i8
  util.return
}

// -----

// expected-error @+1 {{total length mismatch: the composite says 5 bytes but its values take 4}}
util.global private @composite : tensor<5xi8> = #util.composite<5xi8, [dense<1> : tensor<4xi8>]>

// -----

func.func @yields(%a: tensor<4xf32>) -> tensor<4xf32> {
  %0 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} outs(%a : tensor<4xf32>) {
  ^bb0(%x: f32):
    // expected-error @+1 {{expected number of yield values (0) to match the number of inits / outs operands of the enclosing LinalgOp (1)}}
    linalg.yield
  } -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @maps(%a: tensor<4x4xf32>) -> tensor<4x4xf32> {
  // expected-error @+1 {{expected operand rank (2) to match the result rank of indexing_map #0 (1)}}
  %0 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} outs(%a : tensor<4x4xf32>) {
  ^bb0(%x: f32):
    linalg.yield %x : f32
  } -> tensor<4x4xf32>
  return %0 : tensor<4x4xf32>
}

// -----

func.func @slices(%t: tensor<4x4xf32>) {
  // expected-error @+1 {{expected 2 offsets values, got 1}}
  %0 = tensor.extract_slice %t[0] [4, 4] [1, 1] : tensor<4x4xf32> to tensor<4x4xf32>
  return
}

// -----

func.func @slice_type(%t: tensor<8x8xf32>, %n: index) -> tensor<4x4xf32> {
  // expected-error @+1 {{expected type to be 'tensor<4x?xf32>' or a rank-reduced version}}
  %0 = tensor.extract_slice %t[0, 0] [4, %n] [1, 1] : tensor<8x8xf32> to tensor<4x4xf32>
  return %0 : tensor<4x4xf32>
}

// -----

func.func @inserted_type(%t: tensor<8x8xf32>, %s: tensor<1x4x4xf32>) -> tensor<8x8xf32> {
  // expected-error @+1 {{expected rank to be smaller or equal to the other rank}}
  %0 = tensor.insert_slice %s into %t[0, 0] [4, 4] [1, 1] : tensor<1x4x4xf32> into tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// -----

// expected-error @+1 {{tied operand not found for result reference %y}}
util.func private @tied_to_nothing(%x: i32) -> %y

// -----

util.func public @list_of_others(%l: !util.list<i32>, %i: index) {
  // expected-error @+1 {{list access types must match the same base type as the list element type}}
  %0 = util.list.get %l[%i] : !util.list<i32> -> i64
  util.return
}

// -----

util.func public @list_set_others(%l: !util.list<i32>, %i: index) {
  // expected-error @+1 {{list contains 'i32' and cannot be mutated as 'index'}}
  util.list.set %l[%i], %i : index -> !util.list<i32>
  util.return
}

// -----

util.func public @odd_alignment(%n: index) {
  // expected-error @+1 {{invalid alignment; must be a power of two}}
  %0 = util.buffer.alloc uninitialized {alignment = 3 : index} : !util.buffer{%n}
  util.return
}

// -----

util.func public @pointer_to_others(%p: !util.ptr<i32>, %v: f32) {
  // expected-error @+1 {{global type mismatch; global pointer is 'i32' but store is 'f32'}}
  util.global.store.indirect %v, %p : f32 -> !util.ptr<i32>
  util.return
}

// -----

func.func @around() {
  // expected-error @+1 {{'func.func' op symbol's parent must have the SymbolTable trait}}
  func.func @inside() {
    func.return
  }
  func.return
}

// -----

// expected-error @+1 {{'func.func' op symbol declaration cannot have public visibility}}
func.func @declared(i32)
