// RUN: weirc opt --split-input-file --verify-diagnostics --lower-affine %s

util.func public @remainder(%a: index) -> index {
  // expected-error @+1 {{'affine.apply' op modulo by non-positive value is not supported}}
  %0 = affine.apply affine_map<(d0) -> (d0 mod 0)>(%a)
  util.return %0 : index
}

// -----

util.func public @quotients(%a: index) -> (index, index) {
  // expected-error @+1 {{'affine.apply' op division by non-positive value is not supported}}
  %0 = affine.apply affine_map<(d0) -> (d0 floordiv 0)>(%a)
  // expected-error @+1 {{'affine.min' op division by non-positive value is not supported}}
  %1 = affine.min affine_map<(d0) -> (d0, d0 ceildiv -4)>(%a)
  util.return %0, %1 : index, index
}

// -----

func.func @bound(%n: index, %m: memref<8xf32>) {
  // expected-error @+1 {{division by non-positive value is not supported}}
  affine.for %i = 0 to affine_map<()[s0] -> (s0 floordiv -2)>()[%n] {
    // expected-error @+1 {{modulo by non-positive value is not supported}}
    %0 = affine.load %m[%i mod -3] : memref<8xf32>
  }
  return
}

// -----

func.func @parallel(%v: f32, %w: si32) {
  // expected-error @+1 {{needs at least one dimension}}
  affine.parallel () = () to () {
  }
  // expected-error @+1 {{Reduction operation type not supported}}
  %0 = affine.parallel (%i) = (0) to (8) reduce ("assign") -> f32 {
    affine.yield %v : f32
  }
  // expected-error @+1 {{Reduction operation type not supported}}
  %1 = affine.parallel (%i) = (0) to (8) reduce ("maxs") -> si32 {
    affine.yield %w : si32
  }
  return
}
