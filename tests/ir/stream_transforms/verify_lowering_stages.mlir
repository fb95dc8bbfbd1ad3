// RUN: not weirc opt --stream-verify-lowering-to-tensors %s 2>&1 | FileCheck %s --check-prefix=TENSORS --implicit-check-not=error:
// RUN: not weirc opt --stream-verify-lowering-to-async-resources %s 2>&1 | FileCheck %s --check-prefix=RESOURCES --implicit-check-not=error:
// RUN: not weirc opt --stream-verify-lowering-to-cmd %s 2>&1 | FileCheck %s --check-prefix=CMD --implicit-check-not=error:

// One op of each stage; each pass refuses those of the others.

util.func private @stages(%size: index, %unknown: !stream.resource<*>, %transient: !stream.resource<transient>) {
  // TENSORS: [[@LINE+3]]:8: error: 'flow.tensor.empty' op illegal for this phase of lowering in the stream dialect; expected to have been converted or removed
  // RESOURCES: [[@LINE+2]]:8: error: 'flow.tensor.empty' op illegal for this phase
  // CMD: [[@LINE+1]]:8: error: 'flow.tensor.empty' op illegal for this phase
  %0 = flow.tensor.empty : tensor<4xf32>
  // RESOURCES: [[@LINE+2]]:8: error: 'stream.tensor.sizeof' op illegal for this phase
  // CMD: [[@LINE+1]]:8: error: 'stream.tensor.sizeof' op illegal for this phase
  %1 = stream.tensor.sizeof tensor<4xf32> : index
  // CMD: [[@LINE+1]]:8: error: 'stream.async.clone' op illegal for this phase
  %2 = stream.async.clone %transient : !stream.resource<transient>{%size} -> !stream.resource<transient>{%size}
  // TENSORS: [[@LINE+2]]:8: error: 'stream.cmd.execute' op illegal for this phase
  // RESOURCES: [[@LINE+1]]:8: error: 'stream.cmd.execute' op illegal for this phase
  %3 = stream.cmd.execute with() {
  } => !stream.timepoint
  // CMD: [[@LINE+2]]:3: error: 'util.optimization_barrier' op operand 0 type '!stream.resource<*>' illegal for this phase of lowering in the stream dialect
  // CMD: [[@LINE+1]]:3: error: 'util.optimization_barrier' op result 0 type '!stream.resource<*>' illegal for this phase of lowering in the stream dialect
  util.optimization_barrier %unknown : !stream.resource<*>
  util.return
}

// What dispatches do inside is their own business.
stream.executable private @ex {
  stream.executable.export public @dispatch
  builtin.module {
    func.func @dispatch() {
      %0 = tensor.empty() : tensor<4xf32>
      return
    }
  }
}

// But an executable of flow has not been converted.
// TENSORS: [[@LINE+3]]:1: error: 'flow.executable' op illegal for this phase
// RESOURCES: [[@LINE+2]]:1: error: 'flow.executable' op illegal for this phase
// CMD: [[@LINE+1]]:1: error: 'flow.executable' op illegal for this phase
flow.executable private @left {
  flow.executable.export public @dispatch
  builtin.module {
    func.func @dispatch() {
      %0 = tensor.empty() : tensor<4xf32>
      return
    }
  }
}

// TENSORS: error: the program is not lowered as far as expected
// RESOURCES: error: the program is not lowered as far as expected
// CMD: error: the program is not lowered as far as expected
