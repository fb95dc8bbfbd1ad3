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
