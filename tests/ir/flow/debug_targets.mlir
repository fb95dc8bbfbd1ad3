// RUN: weirc opt --flow-insert-debug-target-at-ordinal='break-debug-target=@chain:0 trace-debug-target=@other:1' %s | FileCheck %s --check-prefix=ORDINAL
// RUN: weirc opt --flow-insert-debug-target-at-symbol='break-debug-target=ex1::second trace-debug-target=first$' %s | FileCheck %s --check-prefix=SYMBOL
// RUN: not weirc opt --flow-insert-debug-target-at-ordinal='break-debug-target=@nobody:0' %s 2>&1 | FileCheck %s --check-prefix=NO-FUNCTION
// RUN: not weirc opt --flow-insert-debug-target-at-symbol='trace-debug-target=nothing' %s 2>&1 | FileCheck %s --check-prefix=NO-SYMBOL
// RUN: not weirc opt --flow-insert-debug-target-at-ordinal='break-debug-target=@called:0' %s 2>&1 | FileCheck %s --check-prefix=CALLED

// NO-FUNCTION: error: Failed to find breaking or tracing target function
// NO-SYMBOL: error: Failed to find any breaking or tracing target dispatch
// CALLED: 'flow.dispatch' op cannot end the program here

// The first dispatch's results are returned; what comes behind it stays.
// ORDINAL-LABEL: util.func public @chain
// ORDINAL-SAME: (%[[A:.+]]: tensor<?xf32>, %[[N:.+]]: index) -> (!hal.buffer_view, index)
// ORDINAL: %[[R:.+]]:2 = flow.dispatch @ex0::@first
// ORDINAL: flow.dispatch @ex1::@second
// ORDINAL: %[[V:.+]] = hal.tensor.export %[[R]]#0 : tensor<?xf32>{%[[N]]} -> !hal.buffer_view
// ORDINAL: util.return %[[V]], %[[R]]#1

// SYMBOL-LABEL: util.func public @chain
// SYMBOL-SAME: -> !hal.buffer_view
// SYMBOL: flow.tensor.trace "ex0::first inputs" = [%{{.+}} : tensor<?xf32>{%{{.+}}}]
// SYMBOL: flow.dispatch @ex0::@first
// SYMBOL: flow.tensor.trace "ex0::first outputs" = [%{{.+}}#0 : tensor<?xf32>{%{{.+}}}]
// SYMBOL-NOT: flow.tensor.trace
// SYMBOL: %[[S:.+]] = flow.dispatch @ex1::@second
// SYMBOL: hal.tensor.export %[[S]]
util.func public @chain(%a: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  %0:2 = flow.dispatch @ex0::@first(%a) : (tensor<?xf32>{%n}) -> (tensor<?xf32>{%n}, index)
  %1 = flow.dispatch @ex1::@second(%0#0) : (tensor<?xf32>{%n}) -> tensor<?xf32>{%n}
  util.return %1 : tensor<?xf32>
}

// ORDINAL-LABEL: util.func public @other
// ORDINAL: flow.dispatch @ex0::@third
// ORDINAL: flow.tensor.trace "ex0::third::1 inputs"
// ORDINAL: flow.dispatch @ex0::@third
// ORDINAL: flow.tensor.trace "ex0::third::1 outputs"
// SYMBOL-LABEL: util.func public @other
// SYMBOL-NOT: flow.tensor.trace
util.func public @other(%a: tensor<4xf32>) -> tensor<4xf32> {
  %0 = flow.dispatch @ex0::@third(%a) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = flow.dispatch @ex0::@third(%0) : (tensor<4xf32>) -> tensor<4xf32>
  util.return %1 : tensor<4xf32>
}

util.func private @called(%a: tensor<4xf32>) -> tensor<4xf32> {
  %0 = flow.dispatch @ex0::@third(%a) : (tensor<4xf32>) -> tensor<4xf32>
  util.return %0 : tensor<4xf32>
}
util.func private @caller(%a: tensor<4xf32>) -> tensor<4xf32> {
  %0 = util.call @called(%a) : (tensor<4xf32>) -> tensor<4xf32>
  util.return %0 : tensor<4xf32>
}
