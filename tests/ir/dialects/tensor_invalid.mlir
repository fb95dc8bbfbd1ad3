// RUN: weirc opt --split-input-file --verify-diagnostics %s

// What is checked of ops that make tensors of other shapes.

func.func @other_element(%n: index) {
  // expected-error @+1 {{body must be terminated with a `yield` operation of the tensor element type}}
  %0 = tensor.generate %n {
  ^bb0(%i: index):
    tensor.yield %i : index
  } : tensor<?xf32>
  return
}

// -----

func.func @wrong_count() {
  // expected-error @+1 {{incorrect number of dynamic sizes, has 0, expected 1}}
  %0 = tensor.generate {
  ^bb0(%i: index):
    tensor.yield %i : index
  } : tensor<?xindex>
  return
}

// -----

func.func @short_shape(%a: tensor<4xf32>, %s: tensor<1xindex>) {
  // expected-error @+1 {{length of shape operand differs from the result's tensor rank}}
  %0 = tensor.reshape %a(%s) : (tensor<4xf32>, tensor<1xindex>) -> tensor<2x2xf32>
  return
}

// -----

func.func @open_shape(%a: tensor<4xf32>, %s: tensor<?xindex>) {
  // expected-error @+1 {{cannot use shape operand with dynamic length}}
  %0 = tensor.reshape %a(%s) : (tensor<4xf32>, tensor<?xindex>) -> tensor<2x2xf32>
  return
}

// -----

func.func @other_size(%a: tensor<4xf32>, %s: tensor<2xindex>) {
  // expected-error @+1 {{source and destination tensor should have the same number of elements}}
  %0 = tensor.reshape %a(%s) : (tensor<4xf32>, tensor<2xindex>) -> tensor<2x3xf32>
  return
}

// -----

func.func @collapsed_size(%a: tensor<2x4xf32>) {
  // expected-error @+1 {{expected dimension 0 of collapsed type to be static value of 8}}
  %0 = tensor.collapse_shape %a [[0, 1]] : tensor<2x4xf32> into tensor<9xf32>
  return
}

// -----

func.func @expanded_open(%a: tensor<8xf32>, %n: index) {
  // expected-error @+1 {{expected dimension 0 of collapsed type to be dynamic since one or more of the corresponding dimensions in the expanded type is dynamic}}
  %0 = tensor.expand_shape %a [[0, 1]] output_shape [%n, 4] : tensor<8xf32> into tensor<?x4xf32>
  return
}

// -----

func.func @margin(%a: tensor<4xf32>, %f: f32) {
  // expected-error @+1 {{specified type 'tensor<?xf32>' does not match the inferred type 'tensor<6xf32>'}}
  %0 = tensor.pad %a low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %f : f32
  } : tensor<4xf32> to tensor<?xf32>
  return
}

// -----

func.func @margin_element(%a: tensor<4xf32>, %f: f64) {
  // expected-error @+1 {{expected yield type to match shape element type}}
  %0 = tensor.pad %a low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %f : f64
  } : tensor<4xf32> to tensor<6xf32>
  return
}

// -----

// A body that ends with nothing known gets a yield of nothing.
func.func @no_yield(%a: tensor<4xf32>) {
  // expected-error @+1 {{'tensor.yield' op requires a single operand}}
  %0 = tensor.pad %a low[1] high[1] {
  ^bb0(%i: index):
  } : tensor<4xf32> to tensor<6xf32>
  return
}

// -----

func.func @generate_no_yield(%n: index) {
  // expected-error @+2 {{expects regions to end with 'tensor.yield', found 'util.unreachable'}}
  // expected-note @+1 {{the absence of terminator implies 'tensor.yield'}}
  %0 = "tensor.generate"(%n) ({
  ^bb0(%i: index):
    util.unreachable "no yield"
  }) : (index) -> tensor<?xf32>
  return
}

// -----

func.func @vast_margin(%a: tensor<4xf32>, %f: f32) {
  // expected-error @+1 {{dimension 0 with its padding is out of range}}
  %0 = tensor.pad %a low[9223372036854775807] high[1] {
  ^bb0(%i: index):
    tensor.yield %f : f32
  } : tensor<4xf32> to tensor<6xf32>
  return
}
