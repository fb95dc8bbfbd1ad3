// Options of passes and pipelines are known by name, and their values by kind.

// RUN: weirc opt --flow-initialize-empty-tensors=zero-fill=1 %s | FileCheck %s --check-prefix=FILL
// RUN: weirc opt --flow-initialize-empty-tensors{zero-fill} %s | FileCheck %s --check-prefix=FILL
// RUN: weirc opt --flow-initialize-empty-tensors=zero-fill=False %s | FileCheck %s --check-prefix=EMPTY
// FILL: flow.tensor.splat
// EMPTY: flow.tensor.empty

// RUN: not weirc opt --flow-initialize-empty-tensors=zero-fil=true %s 2>&1 | FileCheck %s --check-prefix=NAME
// NAME: pass 'flow-initialize-empty-tensors': no such option 'zero-fil'; it has zero-fill

// RUN: not weirc opt --cse=fast=true %s 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: pass 'cse': no such option 'fast'; it has none

// RUN: not weirc opt --pass-pipeline='builtin.module(util.func(canonicalize{max-iterations=many}))' %s 2>&1 | FileCheck %s --check-prefix=NUMBER
// NUMBER: pass 'canonicalize': 'many' is no value of option 'max-iterations': it is a whole number

// RUN: not weirc opt --flow-initialize-empty-tensors=zero-fill=maybe %s 2>&1 | FileCheck %s --check-prefix=FLAG
// FLAG: pass 'flow-initialize-empty-tensors': 'maybe' is no value of option 'zero-fill': it is true or false

// A pipeline has the options of its passes, and hands them on to those that
// have them.

// RUN: echo 'module {}' | weirc opt --dump-pass-pipeline --stream-transformation-pipeline='optimize-bindings=false dump-statistics-format=none' 2>&1 | FileCheck %s --check-prefix=PIPE
// PIPE-NOT: stream-fuse-dispatch-bindings
// PIPE: stream-dump-statistics{output-format=none dump-statistics-format=none}
// PIPE-NOT: dump-statistics-format

// RUN: not weirc opt --stream-transformation-pipeline=dump-statistic-format=csv %s 2>&1 | FileCheck %s --check-prefix=PIPENAME
// PIPENAME: pipeline 'stream-transformation-pipeline': no such option 'dump-statistic-format', in it or in one of its passes

// Flags that all passes see are true or false where they are no more than that.

// RUN: not weirc opt --iree-stream-emulate-memset=maybe %s 2>&1 | FileCheck %s --check-prefix=SEEN
// SEEN: 'maybe' is no value of --stream-emulate-memset: it is true or false

util.func public @f(%d: index) -> tensor<?xf32> {
  %0 = tensor.empty(%d) : tensor<?xf32>
  util.return %0 : tensor<?xf32>
}
