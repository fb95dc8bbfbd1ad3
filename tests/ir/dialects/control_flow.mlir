// RUN: same %s

// func, cf and scf print, parse and print the same.

module {
  func.func private @declared(i32, f32 {a.b}) -> (i32, f32 {c.d}) attributes {note}
  func.func @calls(%arg0: i32, %arg1: f32) -> i32 {
    %0:2 = call @declared(%arg0, %arg1) : (i32, f32) -> (i32, f32)
    %f = constant @declared : (i32, f32) -> (i32, f32)
    %1:2 = call_indirect %f(%0#0, %0#1) : (i32, f32) -> (i32, f32)
    return %1#0 : i32
  }
  func.func @branches(%arg0: i1, %arg1: i32, %arg2: index) -> index {
    cf.assert %arg0, "must hold"
    cf.cond_br %arg0, ^bb1(%arg2 : index), ^bb2
  ^bb1(%0: index):  // 2 preds: ^bb0, ^bb2
    cf.br ^bb3(%0, %arg1 : index, i32) {note}
  ^bb2:  // 2 preds: ^bb0, ^bb2
    cf.switch %arg1 : i32, [
      default: ^bb1(%arg2 : index),
      4294967289: ^bb2,
      8: ^bb3(%arg2, %arg1 : index, i32)
    ]
  ^bb3(%1: index, %2: i32):  // 2 preds: ^bb1, ^bb2
    return %1 : index
  }
  func.func @several_results(%arg0: index, %arg1: i32, %arg2: () -> i1) -> i32 {
    %0:2 = scf.index_switch %arg0 -> i32, () -> i1 
    case 7 {
      scf.yield %arg1, %arg2 : i32, () -> i1
    }
    default {
      scf.yield %arg1, %arg2 : i32, () -> i1
    }
    return %0#0 : i32
  }
  func.func @regions(%arg0: index, %arg1: i32, %arg2: i32, %arg3: i1, %arg4: f32, %arg5: tensor<4xf32>) -> i32 {
    %0 = scf.for %arg6 = %arg0 to %arg0 step %arg0 iter_args(%arg7 = %arg4) -> (f32) {
      scf.yield %arg7 : f32
    }
    scf.for %arg6 = %arg1 to %arg2 step %arg1  : i32 {
    } {note}
    %1 = scf.while (%arg6 = %arg1) : (i32) -> f32 {
      scf.condition(%arg3) %arg4 : f32
    } do {
    ^bb0(%arg6: f32):
      scf.yield %arg1 : i32
    } attributes {note}
    scf.while : () -> () {
      scf.condition(%arg3)
    } do {
      scf.yield
    }
    %2 = scf.index_switch %arg0 -> i32 
    case 1 {
      scf.yield %arg1 : i32
    }
    case -3 {
      scf.yield %arg1 : i32
    }
    default {
      scf.yield %arg2 : i32
    }
    scf.index_switch %arg0 
    case 1 {
      scf.yield
    }
    default {
    }
    %3 = scf.if %arg3 -> (i32) {
      scf.yield %arg1 : i32
    } else {
      scf.yield %arg2 : i32
    } {note}
    scf.if %arg3 {
    }
    scf.if %arg3 {
    } else {
    }
    %4 = scf.forall (%arg6) in (%arg0) shared_outs(%arg7 = %arg5) -> (tensor<4xf32>) {
      scf.forall.in_parallel {
        tensor.parallel_insert_slice %arg5 into %arg7[0] [4] [1] : tensor<4xf32> into tensor<4xf32>
      }
    }
    %5 = scf.execute_region -> i32 {
      scf.yield %arg1 : i32
    }
    return %5 : i32
  }
}
