// RUN: weirc opt --split-input-file --verify-diagnostics --torch-func-conversion %s

// expected-error @+1 {{unhandled torch type: 'complex<f32>'}}
func.func @complex(%arg0: complex<f32>) {
  return
}

// -----

func.func @unsupported_use(%arg0: !torch.tensor<[4],f32>) {
  // expected-error @+1 {{unsupported operation on coarse signaling mutable tensor: torch.operator}}
  torch.operator "mutate"(%arg0) : (!torch.tensor<[4],f32>) -> ()
  return
}

// -----

// expected-error @+1 {{currently only single exit torch funcs are supported}}
func.func @exits(%arg0: !torch.vtensor<[4],f32>, %cond: i1) -> !torch.vtensor<[4],f32> {
  cf.cond_br %cond, ^bb1, ^bb2
^bb1:
  return %arg0 : !torch.vtensor<[4],f32>
^bb2:
  return %arg0 : !torch.vtensor<[4],f32>
}

// -----

func.func @helper(%arg0: !torch.vtensor<[4],f32>) -> !torch.vtensor<[4],f32> {
  return %arg0 : !torch.vtensor<[4],f32>
}
func.func @of_scalars(%arg0: i32) -> i32 {
  return %arg0 : i32
}
func.func @caller(%arg0: !torch.vtensor<[4],f32>, %arg1: i32) -> (!torch.vtensor<[4],f32>, i32) {
  // expected-error @+1 {{'func.call' op calls @helper, which becomes an entry point with the types of the ABI}}
  %0 = call @helper(%arg0) : (!torch.vtensor<[4],f32>) -> !torch.vtensor<[4],f32>
  // Scalars are the same on both sides.
  %1 = call @of_scalars(%arg1) : (i32) -> i32
  return %0, %1 : !torch.vtensor<[4],f32>, i32
}

// -----

func.func @known(%arg0: !torch.vtensor<[4],f32>) -> !torch.vtensor<[4],f32> {
  return %arg0 : !torch.vtensor<[4],f32>
}
// expected-error @+1 {{'func.func' op @known$async has the name of the asynchronous form of @known}}
func.func private @known$async(%arg0: i32)

// -----

// A tensor of unknown rank has no tensor to be imported as.
// expected-error @+1 {{unhandled torch type: '!torch.vtensor<*,f32>'}}
func.func @worked_on(%arg0: !torch.vtensor<*,f32>) -> !torch.vtensor<[4],f32> {
  %0 = torch.operator "unary"(%arg0) : (!torch.vtensor<*,f32>) -> !torch.vtensor<[4],f32>
  return %0 : !torch.vtensor<[4],f32>
}

// -----

func.func @made(%arg0: !torch.vtensor<[4],f32>) -> !torch.vtensor {
  %0 = torch.operator "unary"(%arg0) : (!torch.vtensor<[4],f32>) -> !torch.vtensor
  // expected-error @+1 {{unhandled torch type: '!torch.vtensor'}}
  return %0 : !torch.vtensor
}

// -----

// expected-error @+1 {{unhandled torch type: '!torch.list<int>'}}
func.func @numbers(%arg0: !torch.list<int>) {
  return
}
