// RUN: weirc opt --split-input-file --verify-diagnostics %s

// What goes along an edge has the types of where the edge ends.

"util.func"() <{sym_name = "no_else", function_type = (i1, i32) -> ()}> ({
^bb0(%cond: i1, %value: i32):
  // expected-error @+1 {{must have an else block if defining values}}
  %0 = "scf.if"(%cond) ({
    "scf.yield"(%value) : (i32) -> ()
  }, {}) : (i1) -> i32
  "util.return"() : () -> ()
}) : () -> ()

// -----

"util.func"() <{sym_name = "nothing_given", function_type = (i1, i32) -> ()}> ({
^bb0(%cond: i1, %value: i32):
  // expected-error @+1 {{region control flow edge from Region #1 to parent results: source has 0 operands, but target successor needs 1}}
  %0 = "scf.if"(%cond) ({
    "scf.yield"(%value) : (i32) -> ()
  }, {
    "scf.yield"() : () -> ()
  }) : (i1) -> i32
  "util.return"() : () -> ()
}) : () -> ()

// -----

"util.func"() <{sym_name = "other_type", function_type = (i1, index) -> ()}> ({
^bb0(%cond: i1, %value: index):
  // expected-error @+1 {{along control flow edge from Region #0 to parent results: source type #0 'index' should match input type #0 'i32'}}
  %0 = "scf.if"(%cond) ({
    "scf.yield"(%value) : (index) -> ()
  }, {
    "scf.yield"(%value) : (index) -> ()
  }) : (i1) -> i32
  "util.return"() : () -> ()
}) : () -> ()

// -----

"util.func"() <{sym_name = "no_variable", function_type = (index) -> ()}> ({
^bb0(%i: index):
  // expected-error @+1 {{expected induction variable to be same type as bounds}}
  "scf.for"(%i, %i, %i) ({
    "scf.yield"() : () -> ()
  }) : (index, index, index) -> ()
  "util.return"() : () -> ()
}) : () -> ()

// -----

"util.func"() <{sym_name = "carried", function_type = (index, i32) -> ()}> ({
^bb0(%i: index, %value: i32):
  // expected-error @+1 {{mismatch in number of loop-carried values and defined values}}
  "scf.for"(%i, %i, %i, %value) ({
  ^bb0(%k: index, %carried: i32):
    "scf.yield"(%carried) : (i32) -> ()
  }) : (index, index, index, i32) -> ()
  "util.return"() : () -> ()
}) : () -> ()

// -----

"util.func"() <{sym_name = "argument", function_type = (index, i32) -> ()}> ({
^bb0(%i: index, %value: i32):
  // expected-error @+1 {{edge from parent operands to Region #0: source has 1 operands, but target successor needs 0}}
  %0 = "scf.for"(%i, %i, %i, %value) ({
  ^bb0(%k: index):
    "scf.yield"(%value) : (i32) -> ()
  }) : (index, index, index, i32) -> i32
  "util.return"() : () -> ()
}) : () -> ()

// -----

"util.func"() <{sym_name = "no_condition", function_type = (i32) -> ()}> ({
^bb0(%value: i32):
  // expected-error @+1 {{expects the 'before' region to terminate with 'scf.condition'}}
  %0 = "scf.while"(%value) ({
  ^bb0(%before: i32):
    "scf.yield"(%before) : (i32) -> ()
  }, {
  ^bb0(%after: i32):
    "scf.yield"(%after) : (i32) -> ()
  }) : (i32) -> i32
  "util.return"() : () -> ()
}) : () -> ()

// -----

"util.func"() <{sym_name = "passed", function_type = (i1, i32) -> ()}> ({
^bb0(%cond: i1, %value: i32):
  // expected-error @+1 {{edge from Region #0 to Region #1: source has 0 operands, but target successor needs 1}}
  %0 = "scf.while"(%value) ({
  ^bb0(%before: i32):
    "scf.condition"(%cond) : (i1) -> ()
  }, {
  ^bb0(%after: i32):
    "scf.yield"(%after) : (i32) -> ()
  }) : (i32) -> i32
  "util.return"() : () -> ()
}) : () -> ()

// -----

"util.func"() <{sym_name = "regions", function_type = (index, i32) -> ()}> ({
^bb0(%i: index, %value: i32):
  // expected-error @+1 {{has 0 case regions but 2 case values}}
  %0 = "scf.index_switch"(%i) <{cases = array<i64: 1, 2>}> ({
    "scf.yield"(%value) : (i32) -> ()
  }) : (index) -> i32
  "util.return"() : () -> ()
}) : () -> ()

// -----

"util.func"() <{sym_name = "no_block", function_type = () -> ()}> ({
  // expected-error @+1 {{region needs to have at least one block}}
  "scf.execute_region"() ({}) : () -> ()
  "util.return"() : () -> ()
}) : () -> ()

// -----

"util.func"() <{sym_name = "no_values", function_type = (i32) -> ()}> ({
^bb0(%value: i32):
  // expected-error @+1 {{expects number of case values to match number of case destinations: 0 vs 1}}
  "cf.switch"(%value)[^bb1, ^bb1] <{case_operand_segments = array<i32: 0>, operandSegmentSizes = array<i32: 1, 0, 0>}> : (i32) -> ()
^bb1:
  "util.return"() : () -> ()
}) : () -> ()

// -----

"util.func"() <{sym_name = "value_type", function_type = (i32) -> ()}> ({
^bb0(%value: i32):
  // expected-error @+1 {{flag type should match case value type}}
  "cf.switch"(%value)[^bb1, ^bb1] <{case_values = dense<1> : vector<1xi64>, case_operand_segments = array<i32: 0>, operandSegmentSizes = array<i32: 1, 0, 0>}> : (i32) -> ()
^bb1:
  "util.return"() : () -> ()
}) : () -> ()

// -----

"util.func"() <{sym_name = "segments", function_type = (i32) -> ()}> ({
^bb0(%value: i32):
  // expected-error @+1 {{expects case_operand_segments of 1 cases}}
  "cf.switch"(%value)[^bb1, ^bb1] <{case_values = dense<1> : vector<1xi32>, case_operand_segments = array<i32: 0, 0>, operandSegmentSizes = array<i32: 1, 0, 0>}> : (i32) -> ()
^bb1:
  "util.return"() : () -> ()
}) : () -> ()

// -----

func.func @no_function() {
  // expected-error @+1 {{'func.constant' op reference to undefined function 'nobody'}}
  %f = func.constant @nobody : () -> ()
  return
}

// -----

func.func private @callee(i32)

func.func @other_type() {
  // expected-error @+1 {{'func.constant' op reference to function with mismatched type}}
  %f = func.constant @callee : (f32) -> ()
  return
}

// -----

func.func @no_callee() {
  // expected-error @+1 {{'func.call' op 'nobody' does not reference a valid function}}
  func.call @nobody() : () -> ()
  return
}

// -----

func.func private @callee(i32, f32) -> (i32, f32)

func.func @few_operands(%a: i32) {
  // expected-error @+1 {{incorrect number of operands for callee}}
  %0:2 = func.call @callee(%a) : (i32) -> (i32, f32)
  return
}

// -----

func.func private @callee(i32, f32) -> (i32, f32)

func.func @other_operand(%a: i32) {
  // expected-error @+1 {{operand type mismatch: expected operand type 'f32', but provided 'i32' for operand number 1}}
  %0:2 = func.call @callee(%a, %a) : (i32, i32) -> (i32, f32)
  return
}

// -----

func.func private @callee(i32) -> (i32, f32)

func.func @few_results(%a: i32) {
  // expected-error @+1 {{incorrect number of results for callee}}
  %0 = func.call @callee(%a) : (i32) -> i32
  return
}

// -----

func.func private @callee(i32) -> (i32, f32)

func.func @other_result(%a: i32) {
  // expected-error @+1 {{result type mismatch at index 1}}
  %0:2 = func.call @callee(%a) : (i32) -> (i32, i32)
  return
}

// -----

// expected-error @+1 {{entry block of region may not have predecessors}}
func.func @back_to_the_entry() {
^entry:
  cf.br ^entry
}

// -----

func.func @the_same_case(%i: index) {
  // expected-error @+1 {{has duplicate case value: 7}}
  scf.index_switch %i
  case 7 {
    scf.yield
  }
  case 1 {
    scf.yield
  }
  case 7 {
    scf.yield
  }
  default {
    scf.yield
  }
  return
}
