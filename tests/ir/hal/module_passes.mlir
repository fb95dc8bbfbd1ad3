// RUN: not weirc opt --pass-pipeline='builtin.module(util.global(hal-prune-executables))' %s 2>&1 | FileCheck %s
// RUN: weirc opt --pass-pipeline='builtin.module(util.func(hal-prune-executables))' %s | FileCheck %s --check-prefix=INSIDE

// A pass on modules has nothing to work on where there is no body.

// CHECK: can't add pass 'hal-prune-executables' restricted to 'builtin.module' on a PassManager intended to run on 'util.global'
util.global private @g = 1 : i32
// INSIDE: util.func private @elsewhere()
util.func private @elsewhere()
