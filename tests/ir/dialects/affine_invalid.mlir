// RUN: weirc opt --split-input-file --verify-diagnostics %s

// What affine loops, conditions and accesses demand.

func.func @subscripts(%m: memref<4x4xf32>, %i: index) {
  // expected-error @+1 {{affine map num results must equal memref rank}}
  %0 = affine.load %m[%i] : memref<4x4xf32>
  // expected-error @+1 {{expects as many subscripts as affine map inputs}}
  %1 = "affine.load"(%m, %i) <{map = affine_map<(d0, d1) -> (d0, d1)>}> : (memref<4x4xf32>, index) -> f32
  // expected-error @+1 {{result type must match element type of memref}}
  %2 = "affine.load"(%m, %i) <{map = affine_map<(d0) -> (d0, d0)>}> : (memref<4x4xf32>, index) -> f64
  return
}

// -----

// A counter of another loop is no dimension.
func.func @counter(%m: memref<4x4xf32>, %i: index, %v: f32) {
  scf.for %k = %i to %i step %i {
    // expected-error @+1 {{index must be a valid dimension or symbol identifier}}
    affine.store %v, %m[%k, %i] : memref<4x4xf32>
    // expected-error @+1 {{operand cannot be used as a symbol}}
    affine.for %j = %k to 10 {
    }
    // expected-error @+1 {{operand cannot be used as a dimension id}}
    affine.if affine_set<(d0) : (d0 >= 0)>(%k) {
    }
  }
  return
}

// -----

// One of an affine loop is, but no symbol.
func.func @symbol(%i: index) {
  affine.for %k = 0 to 8 {
    affine.for %j = affine_map<(d0) -> (d0)>(%k) to 10 {
    }
    // expected-error @+1 {{operand cannot be used as a symbol}}
    affine.for %j = 0 to %k {
    }
  }
  return
}

// -----

func.func @step() {
  // expected-error @+1 {{expected step to be representable as a positive signed integer}}
  affine.for %j = 0 to 10 step -1 {
  }
  return
}

// -----

func.func @symbols(%i: index) {
  // expected-error @+1 {{symbol operand count and affine map symbol count must match}}
  affine.for %j = affine_map<(d0) -> (d0)>(%i)[%i] to 10 {
  }
  return
}

// -----

func.func @dims(%i: index) {
  // expected-error @+1 {{dim operand count and integer set dim count must match}}
  affine.if affine_set<(d0) : (d0 >= 0)>(%i, %i) {
  }
  return
}

// -----

func.func @prefix(%i: index) {
  // expected-error @+1 {{upper loop bound affine map with multiple results requires 'min' prefix}}
  affine.for %j = 0 to affine_map<(d0) -> (d0, 1)>(%i) {
  }
  return
}

// -----

func.func @carried(%v: f32) {
  // expected-error @+1 {{mismatch between the number of loop-carried values and results}}
  %0 = affine.for %j = 0 to 10 iter_args(%x = %v) -> (f32, f32) {
    affine.yield %x : f32
  }
  return
}

// -----

func.func @yields(%i: index, %v: f32, %w: f64) {
  %0:2 = affine.for %j = 0 to 10 iter_args(%x = %v, %y = %v) -> (f32, f32) {
    // expected-error @+1 {{parent of yield must have same number of results as the yield operands}}
    affine.yield %x : f32
  }
  // expected-error @+1 {{source has 0 operands, but target successor needs 1}}
  %1 = affine.if affine_set<(d0) : (d0 >= 0)>(%i) -> f32 {
    affine.yield %v : f32
  }
  %2 = affine.for %j = 0 to 10 iter_args(%x = %v) -> f32 {
    // expected-error @+1 {{types mismatch between yield op and its parent}}
    affine.yield %w : f64
  }
  return
}

// -----

func.func @nowhere() {
  // expected-error @+1 {{only terminates affine.if/for/parallel regions}}
  affine.yield
}

// -----

func.func @inits(%v: f32) {
  // expected-error @+1 {{different number of inits and region iter_args: 1 != 0}}
  "affine.for"(%v) <{lowerBoundMap = affine_map<() -> (1)>, operandSegmentSizes = array<i32: 0, 0, 1>, step = 1 : index, upperBoundMap = affine_map<() -> (3)>}> ({
  ^bb0(%i: index):
    affine.yield
  }) : (f32) -> ()
  return
}

// -----

func.func @ranks() {
  // expected-error @+1 {{the number of region arguments (2) and the number of map groups for lower (1) and upper bound (1), and the number of steps (2) must all match}}
  affine.parallel (%i, %j) = (0) to (8) {
  }
  // expected-error @+1 {{the number of steps (1) must all match}}
  affine.parallel (%i, %j) = (0, 0) to (8, 8) step (1) {
  }
  // expected-error @+1 {{expected lower bounds map to have 2 results}}
  "affine.parallel"() <{lowerBoundsGroups = dense<2> : tensor<1xi32>, lowerBoundsMap = affine_map<() -> (0)>, reductions = [], steps = [1], upperBoundsGroups = dense<1> : tensor<1xi32>, upperBoundsMap = affine_map<() -> (0)>}> ({
  ^bb0(%i: index):
    affine.yield
  }) : () -> ()
  return
}

// -----

func.func @reductions(%a: f32, %b: i32) {
  // expected-error @+1 {{a reduction must be specified for each output}}
  %0 = affine.parallel (%i) = (0) to (8) reduce ("addf", "addf") -> f32 {
    affine.yield %a : f32
  }
  // expected-error @+1 {{result type cannot match reduction attribute}}
  %1 = affine.parallel (%i) = (0) to (8) reduce ("addf") -> i32 {
    affine.yield %b : i32
  }
  return
}

// -----

func.func @unknown(%a: f32) {
  // expected-error @+1 {{invalid reduction value: "most"}}
  %0 = affine.parallel (%i) = (0) to (8) reduce ("most") -> f32 {
    affine.yield %a : f32
  }
  return
}

// -----

func.func @minimum(%n: index) {
  // expected-error @+1 {{expected 'symbol'}}
  affine.parallel (%i) = (min(0, %n)) to (8) {
  }
  return
}
